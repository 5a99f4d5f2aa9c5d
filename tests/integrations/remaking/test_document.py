"""Re-saving of PDFs."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from integrations.remaking.document import MEDIA, MOST_PAGES, remake_document
from integrations.remaking.picture import remake_picture
from integrations.sockets.interfaces import Unusable
from tests.pictures import jpeg, locked_pdf, pdf, saved

SCRIPT = "app.alert(1)"


@pytest.mark.parametrize("pages", [1, MOST_PAGES])
def test_paper_stays_as_it_was(pages: int) -> None:
    remade = remake_document(pdf(pages))
    assert (remade.content, remade.media, remade.pages, remade.preview, remade.hints) == (
        pdf(pages),
        MEDIA,
        pages,
        b"",
        (),
    )


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(SCRIPT))


def acting(place: str) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    if place == "open":
        document.Root.OpenAction = script()
    elif place == "apart":
        document.Root.OpenAction = document.make_indirect(script())
    elif place == "names":
        document.Root.Names = Dictionary(
            JavaScript=Dictionary(Names=Array([String("a"), document.make_indirect(script())]))
        )
    elif place == "page":
        page.AA = Dictionary(O=script())
    elif place == "launch":
        action = Dictionary(S=Name.Launch, F=String("calc.exe"))
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])
    elif place == "chain":
        action = Dictionary(S=Name.GoTo, D=String("x"), Next=Array([script()]))
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])
    else:
        document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(SCRIPT.encode()))
    packed = place in ("apart", "names")
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    return saved(document, object_stream_mode=mode)


@pytest.mark.parametrize("place", ["open", "apart", "names", "page", "launch", "chain", "xfa"])
def test_what_would_act_by_itself_is_taken_away_and_the_pages_stay(place: str) -> None:
    remade = remake_document(acting(place))
    assert remade.pages == 1
    plain = pikepdf.open(BytesIO(remade.content))
    content = saved(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    for word in (SCRIPT.encode(), b"/JavaScript", b"/Launch", b"calc.exe", b"/XFA"):
        assert word not in content


def with_action(action: Dictionary, *, at_open: bool = False) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    if at_open:
        document.Root.OpenAction = action
    else:
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])
    return saved(document)


@pytest.mark.parametrize("at_open", [True, False])
@pytest.mark.parametrize(
    ("action", "mark"),
    [
        (Dictionary(S=Name.URI, URI=String("http://evil.example/beacon")), b"evil.example"),
        (Dictionary(S=Name.Named, N=Name.Print), b"/Print"),
        (Dictionary(S=Name.Hide, T=String("field-1")), b"field-1"),
        (Dictionary(S=Name.ResetForm, Fields=Array([String("field-1")])), b"field-1"),
        (Dictionary(S=Name.Thread, F=String("other.pdf"), D=0), b"other.pdf"),
        (Dictionary(S=Name.SetOCGState, State=Array([Name.Toggle])), b"/Toggle"),
    ],
)
def test_an_action_of_any_kind_is_taken_away(action: Dictionary, mark: bytes, at_open: bool) -> None:
    content = with_action(action, at_open=at_open)
    assert mark in content
    assert mark not in remake_document(content).content


def test_a_jump_inside_the_document_stays() -> None:
    content = with_action(Dictionary(S=Name.GoTo, D=String("chapter 2")))
    assert remake_document(content).content == content
    document = pikepdf.new()
    page = document.add_blank_page()
    document.Root.OpenAction = Array([page.obj, Name.Fit])
    assert remake_document(saved(document)).content == saved(document)


def test_a_stream_in_another_file_is_not_fetched_from_there() -> None:
    document = pikepdf.new()
    page = document.add_blank_page()
    outside = Dictionary(Type=Name.Filespec, FS=Name.URL, F=String("http://evil.example/page"))
    page.Contents = document.make_stream(b"q Q", F=outside, FFilter=Name.FlateDecode)
    remade = remake_document(saved(document))
    assert b"evil.example" not in remade.content
    with pikepdf.open(BytesIO(remade.content)) as plain:
        assert plain.pages[0].Contents.read_bytes() == b"q Q"


@pytest.mark.parametrize("again", [b"", b"startxref\n9\n%%EOF\n", b"9 0 obj\nnull\nendobj\nstartxref\n9\n%%EOF\n"])
@pytest.mark.parametrize("behind", [b"PK\x03\x04" + bytes(2000), b"PK\x03\x04", b"<script>", b"9 0 obj null endobj"])
def test_a_file_behind_its_first_end_does_not_come_along(behind: bytes, again: bytes) -> None:
    content = pdf() + behind + b"\n" + again
    remade = remake_document(content)
    assert remade.content != content
    assert behind not in remade.content
    assert remade.pages == 1


def appended(*, covered: int | None = None, packed: bytes = b"") -> bytes:
    """A document signed by an appended update; `covered`: to which byte."""
    before = pdf()
    offset = before[before.rindex(b"startxref") + 9 :].split()[0]
    place = len(before)
    signature = b"<< /Type /Sig /ByteRange [0 %010d %010d %010d] >>"
    update = b"90 0 obj\n" + signature + b"\nendobj\n" + packed
    table = b"xref\n90 1\n%010d 00000 n \ntrailer\n<< /Size 91 /Root 1 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
    length = len(update % (0, 0, 0))
    tail = table % (place, offset, place + length)
    whole = place + length + len(tail)
    return before + update % (place, place + 10, (covered or whole) - place - 10) + tail


def test_a_document_signed_by_an_update_keeps_its_signature() -> None:
    assert remake_document(appended()).content == appended()


@pytest.mark.parametrize("content", [appended(covered=600), appended(packed=b"PK\x03\x04"), appended() + b"more"])
def test_whatever_a_signature_does_not_cover_or_an_archive_needs_is_saved_again(content: bytes) -> None:
    assert remake_document(content).content != content


def parcel() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["a.exe"] = b"MZ" + bytes(90)
    return saved(document)


def hidden_parcel() -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    inside = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=document.make_stream(b"MZ")))
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=document.make_indirect(inside)
    )
    page.Annots = Array([note])
    return saved(document)


def nameless_parcel(direct: bool) -> bytes:
    """An embedded file without a type, inside the annotation itself."""
    document = pikepdf.new()
    page = document.add_blank_page()
    inside = Dictionary(F=String("a.exe"), EF=Dictionary(UF=document.make_stream(b"MZ")))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=inside)
    page.Annots = Array([note if direct else document.make_indirect(note)])
    return saved(document)


def deep() -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    nested = Array([])
    for _ in range(60):
        nested = Array([nested])
    page.Deep = nested
    return saved(document)


@pytest.mark.parametrize(
    ("content", "reason"),
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
def test_what_cannot_be_looked_through_is_reported(content: bytes, reason: str) -> None:
    with pytest.raises(Unusable) as caught:
        remake_document(content)
    assert caught.value.why == reason


def test_a_lack_of_memory_is_distinguished_from_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_given: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("integrations.remaking.document.pikepdf.open", none_left)
    monkeypatch.setattr("integrations.remaking.picture.Image.open", none_left)
    with pytest.raises(MemoryError):
        remake_document(pdf())
    with pytest.raises(MemoryError):
        remake_picture(jpeg(), "image/jpeg")


def test_a_document_that_may_not_be_changed_but_read_is_taken() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    bound = saved(document, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert remake_document(bound).content == bound
