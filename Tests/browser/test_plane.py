"""The plane: playing, comparing, drawing, looking back."""

from browser import SMALL, another, picture, play_until, points, settled, step


def test_plays_and_pauses(lab):
    with lab.page(SMALL) as page:
        assert "Step 0" in page.inner_text("#steps")
        play_until(page, 20)
        assert "Play" in page.inner_text("#play")
        stopped = step(page)
        page.wait_for_timeout(300)
        assert step(page) == stopped
        assert str(stopped) in page.inner_text("#steps")
        assert "Paused at step" in page.inner_text("#live")


def test_steps_one_player_at_a_time(lab):
    with lab.page(SMALL) as page:
        page.click("#turn-d")
        settled(page, "lab.latest?.turns.discriminator === 1")
        assert step(page) == 0
        page.click("#turn-g")
        settled(page, "lab.latest?.steps === 1")
        page.click("#step")
        settled(page, "lab.latest?.steps === 2")


def test_an_address_shows_the_same_bits(lab):
    with lab.page(SMALL + "&seed=5") as page:
        page.select_option("#option-remedy", "r1")
        settled(page, "location.search.includes('remedy=r1')")
        for _ in range(7):
            page.click("#step")
        settled(page, "lab.latest?.steps === 7")
        shared, seen = page.evaluate("location.href"), points(page)
        assert "token" not in shared
    with lab.page(shared.split("?")[1]) as page:
        for _ in range(7):
            page.click("#step")
        settled(page, "lab.latest?.steps === 7")
        assert points(page) == seen
    with lab.page(shared.split("?")[1] + "&ahead=7") as page:
        settled(page, "lab.latest?.steps === 7")
        assert points(page) == seen


def test_the_whole_state_is_in_the_address(lab):
    """Tabs with one address show the same bits after as many steps, whatever was chosen: plans, layers and speed."""
    everything = """({
      controls: Object.fromEntries([...document.querySelectorAll("#options [name]")].map((each) => [each.name, each.type === "checkbox" ? each.checked : each.value])),
      layers: [...document.querySelectorAll("#layers input")].map((box) => [box.dataset.layer, box.checked]),
      speed: document.getElementById("speed").value, difference: document.getElementById("difference").textContent,
      scores: document.querySelector("#scores tbody").textContent, charts: document.getElementById("curves").innerHTML,
      points: ["a", "b"].map((letter) => Array.from(lab.runs[letter].latest.points)),
      surfaces: ["a", "b"].map((letter) => Array.from(lab.runs[letter].latest.surface)),
    })"""

    def seen(page):
        for count in range(1, 6):
            page.click("#step")
            settled(page, f"['a', 'b'].every((letter) => lab.runs[letter].latest?.steps === {count} && lab.runs[letter].latest.isMeasured)")
        page.wait_for_timeout(300)
        return page.evaluate(everything), [picture(page, f"#run-{letter} canvas") for letter in "ab"]

    with lab.page(SMALL) as page:
        for name, value in [("data", "moons"), ("noise", "uniform"), ("loss", "hinge"), ("optimizer", "sgd")]:
            page.select_option(f"#option-{name}", value)
        for name, value in [("g-depth", "3"), ("d-rate", "0.03"), ("d-turns", "2"), ("seed", "18446744073709551615")]:
            page.fill(f"#option-{name}", value)
            page.keyboard.press("Tab")
        page.uncheck("#option-decays")
        page.click("#compare")
        page.select_option("#option-remedy", "r1")
        page.uncheck("[data-layer=gradients]")
        page.check("[data-layer=averaged]")
        page.select_option("#speed", "quick")
        page.click("#restart")
        settled(page, "lab.runs.b.latest?.steps === 0 && lab.runs.a.latest?.steps === 0")
        shared, first = page.evaluate("location.search"), seen(page)
        with lab.page(shared[1:]) as tab:
            assert tab.evaluate("location.search") == shared
            second = seen(tab)
            assert second[0] == first[0]
            assert second[1] == first[1]
            assert second[1][0] != second[1][1]
    with another(lab) as other, other.page(shared[1:]) as page:
        assert seen(page) == first
    with lab.page(shared[1:].replace("seed=18446744073709551615", "seed=2")) as page:
        assert seen(page)[1] != first[1]


def test_the_key_names_what_is_in_the_picture(lab):
    named = "Array.from(document.querySelectorAll('#key li:not([hidden])'), (item) => item.dataset.shows).join(' ')"
    with lab.page(f"{SMALL}&latents=2") as page:
        settled(page, f"{named} === 'real fake surface gradients mesh'")
        page.uncheck("[data-layer=gradients]")
        settled(page, f"{named} === 'real fake surface mesh'")
    with lab.page(f"{SMALL}&latents=64") as page:
        settled(page, f"{named} === 'real fake surface gradients'")


def test_back_to_the_first_step(lab):
    with lab.page(SMALL) as page:
        first = points(page)
        play_until(page, 10)
        assert points(page) != first
        page.click("#restart")
        settled(page, "lab.latest?.steps === 0")
        assert points(page) == first


def test_compares_with_one_change_named(lab):
    with lab.page(SMALL) as page:
        page.click("#compare")
        page.select_option("#option-remedy", "r1")
        assert "One change: Remedy: Bare pair → R1" in page.inner_text("#difference")
        play_until(page, 20)
        steps = page.evaluate("[lab.runs.a.latest.steps, lab.runs.b.latest.steps]")
        assert steps[0] == steps[1], steps
        address = page.evaluate("location.search")
        assert "b=1&b.remedy=r1" in address
        page.select_option("#option-loss", "hinge")
        assert "2 changes" in page.inner_text("#difference")
    with lab.page(address[1:]) as page:
        assert page.is_visible("#run-b")
        assert "R1" in page.inner_text("#run-b .what")


def test_training_ahead_is_told(lab):
    with lab.page("ahead=7000&remedy=unrolling", wait=False) as page:
        settled(page, "document.getElementById('steps').textContent.startsWith('Training 7,000 steps ahead')")
        page.fill("#option-ahead", "0")
        page.keyboard.press("Tab")
        settled(page, "lab.latest?.steps === 0")


def test_draws_points(lab):
    with lab.page(SMALL) as page:
        page.select_option("#option-data", "drawn")
        assert "Draw points" in page.inner_text("#note")
        box = page.locator("#run-a canvas").bounding_box()
        page.mouse.move(box["x"] + 100, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + 300, box["y"] + 200, steps=20)
        page.mouse.up()
        settled(page, "location.search.includes('points=') && lab.latest")
        page.click("#step")
        settled(page, "lab.latest?.steps === 1")
        # With the keyboard: the cross moves, Enter sets a point.
        before = page.evaluate("lab.plans.a.points.length")
        page.focus("#run-a canvas")
        for key in ["ArrowRight", "ArrowUp", "Enter"]:
            page.keyboard.press(key)
        assert page.evaluate("lab.plans.a.points.length") == before + 4
        page.click("#clear-points")
        assert "Draw points" in page.inner_text("#note")


def test_reads_a_table(lab):
    with lab.page(SMALL + "&data=drawn&points=AAAA") as page:
        table = "x,y\n" + "\n".join(f"{i},{i * i / 50}" for i in range(50))
        page.set_input_files("#csv", dict(name="p.csv", mimeType="text/csv", buffer=table.encode()))
        settled(page, "lab.plans.a.points.length === 200")
        page.set_input_files("#csv", dict(name="p.csv", mimeType="text/csv", buffer=b"1,2\n3,x"))
        settled(page, "!document.getElementById('problem').hidden")
        assert "Line 2 is “3,x”" in page.inner_text("#problem")


def test_slow_motion_with_the_keyboard_alone(lab):
    with lab.page(SMALL) as page:
        page.focus("#slow")
        page.keyboard.press("Enter")
        titles = []
        for _ in range(6):
            titles.append(page.inner_text("#lesson-title"))
            page.keyboard.press("Enter")
            page.wait_for_timeout(100)
        settled(page, "lab.latest?.steps === 1")
        assert [title[0] for title in titles] == list("123456"), titles
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert not page.is_visible("#lesson")
        assert page.evaluate("document.activeElement.id") == "slow"


def test_the_scrubber_shows_what_was(lab):
    with lab.page(SMALL) as page:
        play_until(page, 15)
        page.wait_for_timeout(100)  # The last frame has come; the page writes its step with the next picture.
        last = page.inner_text("#steps")
        page.focus("#scrub")
        page.keyboard.press("Home")
        assert "Step 0" in page.inner_text("#steps")
        page.keyboard.press("End")
        assert page.inner_text("#steps") == last


def test_the_scrubber_shows_the_pictures_that_were(lab):
    with lab.page(SMALL) as page:
        first = picture(page)
        play_until(page, 15)
        page.wait_for_timeout(100)
        last, steps = picture(page), step(page)
        assert last != first
        page.focus("#scrub")
        page.keyboard.press("Home")
        assert picture(page) == first
        assert page.inner_text("#moment") == "step 0"
        # Looking back changes nothing: the run goes on where it stood.
        page.click("#step")
        # The frame comes first; the page writes its step with the next picture.
        settled(page, f"document.querySelector('#steps').innerText.includes('Step {steps + 1}')")


def test_exact_values_under_the_pointer_and_the_keyboard(lab):
    with lab.page(SMALL) as page:
        page.hover("#run-a canvas")
        assert "D says real with" in page.inner_text("#readout")
        page.focus("#run-a canvas")
        page.keyboard.press("ArrowRight")
        assert "(0.06, 0.00)" in page.inner_text("#readout")
        page.hover("#latents")
        assert "goes to" in page.inner_text("#readout")


def test_a_rate_changes_as_the_run_goes_on(lab):
    with lab.page(SMALL) as page:
        play_until(page, 10)
        before = step(page)
        page.fill("#option-g-rate", "0.01")
        page.keyboard.press("Tab")
        page.click("#step")
        settled(page, f"lab.latest?.steps === {before + 1}")
        assert abs(page.evaluate("lab.latest?.generatorRate") - 0.01) < 1e-6
        assert f"changed at step {before}" in page.inner_text("#note")


def test_questions_set_up_what_answers_them(lab):
    with lab.page(SMALL) as page:
        page.click("text=What is mode collapse?")
        settled(page, "lab.latest?.steps === 0 && !lab.runs.a.isAwaited")
        assert "serves a few of them and forgets the rest has collapsed" in page.inner_text("#guide-text")
        page.keyboard.press("Enter")  # Play has the focus.
        settled(page, "lab.latest?.steps > 120 && lab.latest.reached <= 2 && lab.runs.b.latest.reached === 8", 60)
        page.click("text=What does R1 change?")
        settled(page, "lab.runs.b?.latest?.steps === 0 && lab.latest.steps === 0")
        assert "One change: Remedy: Bare pair → R1" in page.inner_text("#difference")
        assert page.evaluate("String(Array.from(lab.runs.a.latest.points)) === String(Array.from(lab.runs.b.latest.points))")
        page.select_option("#speed", "quicker")
        page.keyboard.press("k")
        settled(page, "lab.latest?.steps > 600", 60)
        assert page.evaluate("lab.runs.b.latest.slope < 0.7 * lab.runs.a.latest.slope")
        page.click("#guide-end")
        assert page.is_hidden("#guide") and page.evaluate("document.activeElement.id") == "play"
        page.click("text=Why does the generator move?")
        settled(page, "lab.lesson.isOn && !lab.comparing")
        for _ in range(4):
            page.click("#lesson-next")
        settled(page, "document.getElementById('lesson-title').textContent.startsWith('5')")
        assert "gradient of the generator's loss" in page.inner_text("#lesson-text")


def test_every_choice_and_number_has_its_meaning(lab):
    with lab.page(SMALL) as page:
        missing = page.evaluate("""lab.schema.options.filter(({ name }) => ["loss", "remedy"].includes(name)).flatMap(({ name, choices }) =>
          choices.map((choice) => choice.name).filter((value) => {
            lab.options.show({ ...lab.plans.a, [name]: value });
            return !document.getElementById(`meaning-${name}`).textContent;
          }))""")
        assert missing == []
        page.click("text=What these numbers mean")
        assert page.locator("#meanings dd:visible").count() == page.locator("#scores tbody tr").count()
        assert all(text for text in page.locator("#meanings dd").all_inner_texts())


def test_a_challenge_checks_itself(lab):
    with lab.page(SMALL + "&g-turns=10&d-rate=0.0001&g-rate=0.01&speed=full") as page:
        page.click("#play")
        settled(page, "document.querySelector('#challenges .met').textContent.includes('met at step')")


def test_a_challenge_begins_with_its_plan_and_is_met(lab):
    with lab.page(f"{SMALL}&speed=full") as page:
        assert page.locator("#challenges li").count() == 4
        page.click("button[aria-label='Begin: Leave the generator without a slope']")
        settled(page, "location.search.includes('loss=minimax') && lab.latest?.steps === 0")
        page.select_option("#option-remedy", "small-weights")
        for name, value in [("d-rate", "0.01"), ("g-rate", "0.0001"), ("g-width", "16")]:
            page.fill(f"#option-{name}", value)
            page.keyboard.press("Tab")
        settled(page, "lab.latest?.steps === 0 && !lab.runs.a.isAwaited")
        page.click("#play")
        settled(page, "document.querySelectorAll('#challenges .met')[2].textContent.includes('met at step')", 60)
        assert "Challenge met" in page.inner_text("#note")
        assert page.inner_text("#challenges li:nth-child(1) .met") == ""


def test_the_keyboard_alone(lab):
    with lab.page(SMALL) as page:
        # Every stop of the Tab key can be seen, and all controls are among them.
        stops = []
        for _ in range(90):
            page.keyboard.press("Tab")
            stop = page.evaluate("""(() => {
              const { activeElement: element } = document;
              const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
              const { width, height, top, bottom } = element.getBoundingClientRect();
              return { name: element.id || element.dataset.layer || element.tagName, line: `${outlineStyle} ${outlineWidth} ${outlineColor}`, width, height, top, bottom, all: innerHeight };
            })()""")
            if stop["name"] == "BODY":
                break
            assert stop["line"] == "solid 3px rgb(36, 86, 200)", stop
            assert stop["width"] > 10 and stop["height"] > 10 and stop["bottom"] > 0 and stop["top"] < stop["all"], stop
            stops.append(stop["name"])
        wanted = ["play", "step", "turn-d", "turn-g", "slow", "restart", "speed", "compare", "seeds", "share", "CANVAS", "scrub", "surface",
                  "option-data", "option-remedy", "option-seed"]
        assert [name for name in stops if name in wanted] == wanted, stops
        # The whole game without a pointer: by letters, and by the buttons themselves.
        page.keyboard.press("d")
        settled(page, "lab.latest?.turns.discriminator === 1")
        page.keyboard.press("g")
        settled(page, "lab.latest?.steps === 1")
        page.keyboard.press("s")
        settled(page, "lab.latest?.steps === 2")
        page.keyboard.press("k")
        settled(page, "lab.isPlaying && lab.latest?.steps > 10")
        page.keyboard.press("k")
        settled(page, "!lab.isPlaying")
        page.keyboard.press("r")
        settled(page, "lab.latest?.steps === 0")
        page.focus("#play")
        page.keyboard.press("Space")
        settled(page, "lab.isPlaying && lab.latest?.steps > 5")
        # The letters hold on a button too, as after a click on it.
        page.keyboard.press("k")
        settled(page, "!lab.isPlaying")
        page.keyboard.press("Enter")
        settled(page, "lab.isPlaying")
        page.keyboard.press("Enter")
        settled(page, "!lab.isPlaying")
        # In a field a letter is a letter.
        page.focus("#option-seed")
        before = step(page)
        page.keyboard.press("s")
        page.wait_for_timeout(100)
        assert step(page) == before


def test_the_run_ends_by_itself(lab):
    with lab.page(SMALL + "&length=30&speed=full") as page:
        page.click("#play")
        settled(page, "!lab.isPlaying && lab.latest?.isOver")
        settled(page, "document.getElementById('steps').textContent.includes('Step 30 · over')", 10)


def test_a_wrong_address_is_told_in_words(lab):
    with lab.page("data=cube&colour=red") as page:
        settled(page, "!document.getElementById('problem').hidden")
        assert "data is 'cube', expected one of ring" in page.inner_text("#problem")
    with lab.page(SMALL + "&colour=red") as page:
        assert "The address names colour" in page.inner_text("#problem")
        assert "colour" not in page.evaluate("location.search")


def test_a_server_that_is_gone_is_told(lab):
    with another(lab) as other, other.page(SMALL) as page:
        other.server.terminate()
        other.server.wait()
        settled(page, "!document.getElementById('problem').hidden")
        assert "server is gone" in page.inner_text("#problem")


def test_ten_seeds(lab):
    with lab.page(SMALL + "&length=40&seed=3", name="seeds.html") as page:
        settled(page, "lab.runs?.every(({ scores }) => scores)")
        page.click("#play")
        settled(page, "lab.isOver && !lab.isPlaying")
        assert "Step 40 · over" in page.inner_text("#steps")
        assert "Modes covered: median" in page.inner_text("#summary")
        assert page.locator("#runs figure").count() == 10
        assert "seed 12" in page.inner_text("#runs")
        page.click("#runs a >> nth=1")
        settled(page, "lab.latest")
        assert "seed=4" in page.evaluate("location.search")
        page.click("#seeds")
        settled(page, "lab.runs?.every(({ scores }) => scores)")
        assert "seed=4" in page.evaluate("location.search")
