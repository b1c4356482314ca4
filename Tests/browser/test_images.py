"""Images of trained generators."""

from browser import settled


def drawn(page, kind):
    """The pixels of a kind of image, as they came."""
    return page.evaluate(f"Array.from(lab.images.{kind}?.pixels ?? [])")


def images(lab, query="", **settings):
    return lab.page(query, name="images.html", **settings)


SHOWN = "lab.images?.spot && lab.images.samples && lab.images.walk"


def test_images_move_between_samples(lab):
    with images(lab, "model=shapes-enhanced&count=16") as page:
        settled(page, SHOWN)
        first = drawn(page, "spot")
        box = page.locator("#pad").bounding_box()
        page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"], steps=10)
        page.mouse.up()
        settled(page, "location.search.includes('x=') && !lab.asked.spot")
        assert drawn(page, "spot") != first
        # Another corner, by a click on a sample.
        page.check("[name=corner][value='1']")
        page.locator("#samples").click(position=dict(x=5, y=5))
        settled(page, "location.search.includes('corners=0.0.2.3') && !lab.asked.walk")
        address, seen = page.evaluate("location.search"), drawn(page, "spot")
        page.locator("#values input").first.fill("2.5")
        settled(page, "location.search.includes('edits=0:2.5') && !lab.asked.spot")
        assert drawn(page, "spot") != seen
        page.click("#reset")
        settled(page, "!lab.asked.spot")
        assert drawn(page, "spot") == seen
    with images(lab, address[1:]) as page:
        settled(page, SHOWN)
        assert drawn(page, "spot") == seen


def test_images_by_class_with_the_keyboard(lab):
    with images(lab) as page:
        settled(page, SHOWN)
        assert page.is_hidden("#class-field")
        page.select_option("#model", "shapes-classes")
        settled(page, "lab.facts?.classes.length > 0 && !lab.asked.samples && !lab.asked.walk")
        before = drawn(page, "samples")
        page.select_option("#class", "1")
        settled(page, "location.search.includes('class=1') && !lab.asked.samples")
        assert drawn(page, "samples") != before
        page.focus("#samples")
        for key in ["ArrowRight", "ArrowDown", "Enter"]:
            page.keyboard.press(key)
        assert "corners=9.1.2.3" in page.evaluate("location.search")
        assert "is corner A" in page.inner_text("#live")
        page.focus("#x")
        page.keyboard.press("End")
        settled(page, "location.search.includes('x=1') && !lab.asked.spot")
        page.fill("#seed", "x")
        page.keyboard.press("Tab")
        assert "seed" not in page.evaluate("location.search")


def test_images_of_a_wrong_address_are_told_in_words(lab):
    with images(lab, "model=nobody") as page:
        settled(page, "!document.getElementById('problem').hidden")
        assert "run is 'nobody', expected" in page.inner_text("#problem")
