"""The book's pages, and runs of them."""

import time

from browser import commands_of, ended, settled


def test_a_chapter_is_run_on_its_page(lab):
    with lab.page("page=chapter+4", name="book.html") as page:
        settled(page, "lab.cells?.length > 0")
        assert "Losses" in page.inner_text("#article h1")
        assert page.locator("#article math").count() > 20
        assert page.locator("#article figure:visible").count() > 3
        published = page.locator("#article .outputs.published:visible").count()
        assert published > 5
        page.click("#choose")
        page.select_option("[name=profile]", "quick")
        page.click("#run")
        settled(page, "!lab.isRunning && document.getElementById('state').textContent.startsWith('Over:')", 300)
        assert "claims hold" in page.inner_text("#state")
        own = page.locator("#article .outputs.own:visible").count()
        assert own > 5 and page.locator("#article .outputs.published:visible").count() == 0
        page.check("[name=shown][value=both]")
        assert page.locator("#article .outputs.published:visible").count() == published
        assert page.locator("#article .outputs.own:visible").count() == own
        settled(page, "document.querySelector('.own img').naturalWidth > 0")
        assert page.locator("#article .record.known").count() > 0
        page.check("[name=shown][value=published]")
        assert page.locator("#article .outputs.own:visible").count() == 0
        link = page.locator("#article a[href^='/?']").first
        assert "loss=hinge" in link.get_attribute("href")


def test_a_run_of_a_chapter_is_stopped(lab):
    with lab.page("page=answer+minimax", name="book.html") as page:
        settled(page, "lab.cells?.length > 0")
        page.focus("#run")
        page.keyboard.press("Enter")
        settled(page, "document.getElementById('state').textContent !== 'Starting.'", 300)
        page.click("#stop")
        settled(page, "!lab.isRunning", 60)
        assert page.is_enabled("#run")
    with lab.page("page=chapter+12", name="book.html") as page:
        settled(page, "!document.getElementById('problem').hidden")
        assert "page is 'chapter 12', expected one of" in page.inner_text("#problem")


def test_every_page_of_the_book_is_understood(lab):
    with lab.page(name="book.html") as page:
        settled(page, "lab.cells?.length > 0")
        for kind, argument in page.evaluate("lab.pages.map(({ kind, argument }) => [kind, argument])"):
            page.select_option("#page", f"{kind} {argument}")
            settled(page, f"lab.page.kind === '{kind}' && lab.page.argument === '{argument}'")
            text = page.inner_text("#article")
            # What is left of Markdown was not understood.
            for mark in ["](", "```", "$`", "**", "<a ", "<b>", "<sub", "{{", "\ue000"]:
                outside = page.evaluate("""(mark) => [...document.querySelectorAll('#article p, #article li, #article td, #article summary')]
                  .filter((element) => { const copy = element.cloneNode(true); copy.querySelectorAll('code, math').forEach((each) => each.remove());
                    return copy.textContent.includes(mark); }).map((element) => element.textContent)""", mark)
                assert not outside, f"{kind} {argument}: {mark} in {outside[0]}"
            assert len(text) > 3000


def test_bold_and_small_words_are_elements(lab):
    """What the weaver writes as tags is understood, and any other tag is text."""
    with lab.page(name="book.html") as page:
        settled(page, "lab.cells?.length > 0")

        def shown(text):
            return page.evaluate("""async (text) => {
              const { markdown } = await import("/markdown.js");
              const box = document.createElement("div");
              box.append(...markdown(text, () => null));
              return box.innerHTML;
            }""", text)

        assert shown("A <b>bold *word*</b>, and <sub>**small** ones</sub> below.") == (
            "<p>A <strong>bold <em>word</em></strong>, and <small><strong>small</strong> ones</small> below.</p>")
        assert shown("A <i>tag</i>, a <b>bold word without an end.") == (
            "<p>A &lt;i&gt;tag&lt;/i&gt;, a &lt;b&gt;bold word without an end.</p>")
        assert shown('<details>\n<summary><a id="there"></a><b>What came out</b></summary>\n\nMuch.\n</details>') == (
            '<details><summary><span id="there"></span><strong>What came out</strong></summary><p>Much.</p></details>')


def begin(page, **choices):
    """Starts a run in the quick profile, with options as a reader chooses them."""
    settled(page, "lab.cells?.length > 0")
    page.click("#choose")
    page.select_option("[name=profile]", "quick")
    for name, value in choices.items():
        page.fill(f"#options [name={name}]", value)
    page.click("#run")
    settled(page, "lab.isRunning && document.getElementById('state').textContent !== 'Starting.'", 300)


def started(lab, seconds):
    """The one command of a run that a server has started, once the build before it has ended."""
    end = time.monotonic() + seconds
    while True:
        commands = list(commands_of(lab).values())
        if len(commands) == 1 and "--events" in commands[0]:
            return commands[0]
        assert time.monotonic() < end, f"no run after {seconds} s: {commands}"
        time.sleep(0.02)


def test_outputs_of_a_run_come_one_by_one_and_stop(lab):
    with lab.page("page=chapter+1", name="book.html") as page:
        settled(page, "lab.cells?.length > 0")
        published = page.inner_text("#article")
        own, old = "#article .outputs.own:visible", "#article .outputs.published:visible"
        count = page.locator(old).count()
        begin(page, seed="7")
        # What was chosen is what the process was told, once it is built.
        command = started(lab, 60)
        assert "chapter 1" in command and "--profile=quick" in command and "--seed=7" in command, command
        # Outputs come while it runs, in place of the published ones.
        settled(page, "lab.cells.some((cell) => cell?.outputs.length)", 120)
        assert page.evaluate("lab.isRunning")
        assert 0 < page.locator(own).count() < count and page.locator(old).count() == 0
        page.click("#stop")
        asked = time.monotonic()
        settled(page, "!lab.isRunning", 20)
        assert page.inner_text("#state") == "Stopped."
        ended(lab, 2)
        assert time.monotonic() - asked < 3
        # What was published is still there, beside what the run had put out and alone.
        few = page.locator(own).count()
        page.check("[name=shown][value=both]")
        assert page.locator(old).count() == count and page.locator(own).count() == few
        page.check("[name=shown][value=published]")
        assert page.inner_text("#article") == published
        page.check("[name=shown][value=own]")
        assert page.locator(own).count() == few and page.locator(old).count() == 0


def test_a_run_ends_with_its_page(lab):
    with lab.page("page=chapter+2", name="book.html") as page:
        begin(page)
        settled(page, "lab.cells.some((cell) => cell?.outputs.length)", 120)
        started(lab, 60)
    ended(lab, 10)


def test_a_wrong_option_is_told_in_words(lab):
    with lab.page("page=chapter+1", name="book.html") as page:
        begin(page, seed="seven")
        settled(page, "!lab.isRunning", 60)
        assert "seven" in page.inner_text("#problem"), page.inner_text("#problem")
        ended(lab, 2)
