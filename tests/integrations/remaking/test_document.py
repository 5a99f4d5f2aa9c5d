"""PDFs: paper stays byte for byte; what would act by itself is taken away; what cannot be looked through is told."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from integrations.interfaces import Unusable
from integrations.remaking.document import MEDIA, MOST_PAGES, remake_document
from integrations.remaking.picture import remake_picture
from tests.pictures import jpeg, locked_pdf, pdf, saved

SCRIPT = "app.alert(1)"


@pytest.mark.parametrize("pages", [1, MOST_PAGES])
def test_paper_stays_as_it_was(pages: int) -> None:
    made = remake_document(pdf(pages))
    assert (made.content, made.media, made.pages, made.preview, made.hints) == (pdf(pages), MEDIA, pages, b"", ())


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(SCRIPT))


def acting(where: str) -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page()
    if where == "open":
        made.Root.OpenAction = script()
    elif where == "apart":
        made.Root.OpenAction = made.make_indirect(script())
    elif where == "names":
        made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), made.make_indirect(script())])))
    elif where == "page":
        page.AA = Dictionary(O=script())
    elif where == "launch":
        action = Dictionary(S=Name.Launch, F=String("calc.exe"))
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])
    elif where == "chain":
        action = Dictionary(S=Name.GoTo, D=String("x"), Next=Array([script()]))
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])
    else:
        made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(SCRIPT.encode()))
    packed = where in ("apart", "names")
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    return saved(made, object_stream_mode=mode)


@pytest.mark.parametrize("where", ["open", "apart", "names", "page", "launch", "chain", "xfa"])
def test_what_would_act_by_itself_is_taken_away_and_the_pages_stay(where: str) -> None:
    made = remake_document(acting(where))
    assert made.pages == 1
    plain = pikepdf.open(BytesIO(made.content))
    whole = saved(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    for word in (SCRIPT.encode(), b"/JavaScript", b"/Launch", b"calc.exe", b"/XFA"):
        assert word not in whole


def test_a_link_and_an_outline_stay() -> None:
    made = pikepdf.new()
    page = made.add_blank_page()
    action = Dictionary(S=Name.URI, URI=String("https://example.jp/"))
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])
    made.Root.OpenAction = Array([page.obj, Name.Fit])
    assert remake_document(saved(made)).content == saved(made)


def test_a_file_behind_its_end_does_not_come_along() -> None:
    made = remake_document(pdf() + b"PK\x03\x04" + bytes(2000))
    assert b"PK\x03\x04" not in made.content
    assert made.pages == 1


def parcel() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.attachments["a.exe"] = b"MZ" + bytes(90)
    return saved(made)


def hidden_parcel() -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page()
    inside = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=made.make_stream(b"MZ")))
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=made.make_indirect(inside)
    )
    page.Annots = Array([note])
    return saved(made)


def nameless_parcel(direct: bool) -> bytes:
    """Without its type, and inside the note itself."""
    made = pikepdf.new()
    page = made.add_blank_page()
    inside = Dictionary(F=String("a.exe"), EF=Dictionary(UF=made.make_stream(b"MZ")))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=inside)
    page.Annots = Array([note if direct else made.make_indirect(note)])
    return saved(made)


def deep() -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page()
    one = Array([])
    for _ in range(60):
        one = Array([one])
    page.Deep = one
    return saved(made)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (locked_pdf(), "locked"),
        (parcel(), "parcel"),
        (hidden_parcel(), "parcel"),
        (nameless_parcel(direct=True), "parcel"),
        (nameless_parcel(direct=False), "parcel"),
        (pdf(MOST_PAGES + 1), "long"),
        (b"%PDF-1.7\n" + bytes(3000), "broken"),
        (pdf()[:90], "broken"),
        (saved(pikepdf.new()), "broken"),
        (deep(), "broken"),
        (jpeg(), "broken"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_through_is_told(content: bytes, why: str) -> None:
    with pytest.raises(Unusable) as found:
        remake_document(content)
    assert found.value.why == why


def test_a_lack_of_memory_is_told_by_who_can_tell_it_from_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_given: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("integrations.remaking.document.pikepdf.open", none_left)
    monkeypatch.setattr("integrations.remaking.picture.Image.open", none_left)
    with pytest.raises(MemoryError):
        remake_document(pdf())
    with pytest.raises(MemoryError):
        remake_picture(jpeg(), "image/jpeg")


def test_a_document_that_may_not_be_changed_but_read_is_taken() -> None:
    made = pikepdf.new()
    made.add_blank_page()
    bound = saved(made, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert remake_document(bound).content == bound
