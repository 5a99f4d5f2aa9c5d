from portal.web.shared.mark_japanese import has_japanese, mark_japanese


def page(language: str, body: str) -> str:
    return f'<!doctype html>\n<html lang="{language}" data-language="x">{body}'


def marked(language: str, body: str) -> str:
    return mark_japanese(page(language, body)).removeprefix(page(language, ""))


def test_japanese_without_a_translation_is_read_by_a_japanese_voice() -> None:
    assert marked("en", "<p> 粗大ごみ </p>") == '<p> <span lang="ja">粗大ごみ</span> </p>'
    assert marked("zh-Hans", "<p>子どもが生まれた</p>") == '<p><span lang="ja">子どもが生まれた</span></p>'


def test_words_of_the_language_around_a_long_name_keep_their_voice() -> None:
    for body, seen in (
        ("Phụ trách: 環境部 環境課 衛生係", 'Phụ trách: <span lang="ja">環境部 環境課 衛生係</span>'),
        ("福祉部 介護保険課 資格係 đang xem", '<span lang="ja">福祉部 介護保険課 資格係</span> đang xem'),
        ("〒000-0001 見本県見本市。", '<span lang="ja">〒000-0001 見本県見本市。</span>'),
    ):
        assert marked("vi", f"<p>{body}</p>") == f"<p>{seen}</p>"


def test_a_name_within_a_sentence_and_chinese_need_no_mark() -> None:
    for language, body in (
        ("en", "<p>Child allowance (児童手当) for you</p>"),
        ("zh-Hans", "<p>假名读音（ふりがな）</p>"),
    ):
        assert marked(language, body) == body


def test_what_is_marked_already_and_what_holds_no_elements_stay() -> None:
    for body in (
        '<a lang="ja">日本語</a>',
        "<option>東京都</option>",
        "<title>見本市</title>",
        "<script>'見本'</script>",
        '<a title="見本">x</a>',
    ):
        assert marked("en", body) == body


def test_pages_in_japanese_and_fragments_stay_as_they_are() -> None:
    assert marked("ja", "<p>粗大ごみ</p>") == "<p>粗大ごみ</p>"
    assert mark_japanese("<p>粗大ごみ</p>") == "<p>粗大ごみ</p>"


def test_what_a_stranger_types_is_looked_through_once() -> None:
    """8,000 brackets took 2.7 seconds, and this would take half an hour."""
    typed = "日" + "（" * 200_000 + " " * 200_000
    page = f'<!doctype html><html lang="en"><p>{typed}x</p>'
    assert len(mark_japanese(page)) >= len(page)


def test_who_reads_another_language_meets_japanese_in_a_sentence_and_not_in_a_name() -> None:
    for text, language, meets in (
        ("来週の月曜に送ります。", "vi", True),
        ("来週の月曜に送ります。", "zh-Hans", True),
        ("Chúng tôi chưa hiểu rõ. 8月分をつけてください。", "vi", True),
        ("申請書写添付", "en", True),
        ("请于11月20日前提交。", "zh-Hans", False),
        ("Child allowance (児童手当) for you", "en", False),
        ("来週の月曜に送ります。", "ja", False),
        ("来週の月曜に送ります。", "easy", False),
    ):
        assert (text, has_japanese(text, language)) == (text, meets)
