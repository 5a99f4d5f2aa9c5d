"""The service as an icon among the apps of a telephone."""

from playwright.sync_api import Page

SIZE = """async address => {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return `${picture.naturalWidth}x${picture.naturalHeight}`;
}"""


def test_chromium_reads_all_it_needs_to_offer_the_installation(phone: Page) -> None:
    phone.goto("/")
    read = phone.context.new_cdp_session(phone).send("Page.getAppManifest")
    assert read["errors"] == []
    manifest = read["manifest"]
    assert (manifest["name"], manifest["display"]) == ("見本市 書かない申請", "kStandalone")
    assert manifest["startUrl"].startswith(manifest["scope"])
    assert manifest["preferRelatedApplications"] is False
    drawn = {icon["url"]: icon["sizes"] for icon in manifest["icons"] if icon["type"] == "image/png"}
    assert sorted(drawn.values()) == ["192x192", "192x192", "512x512", "512x512"]
    assert {address: phone.evaluate(SIZE, address) for address in drawn} == drawn
