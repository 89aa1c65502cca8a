"""Chromium without a window, driven over the DevTools protocol by a pipe, and axe-core, which looks for what a reader with other eyes, or
none, could not use. https://chromedevtools.github.io/devtools-protocol"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from from_npm import CannotTest, package_from_npm

PAPER = 718, 1047  # A4 without margins of 1.5 cm, at 96 to the inch
FROM_CHROMIUM, TO_CHROMIUM = 4, 3  # the numbers that --remote-debugging-pipe reads from and writes to, as Chromium has them

# contrast(element): the ratio of WCAG 2.2, 1.4.3, from the styles alone: of the text's colour (in drawings `fill`, which axe does not look
# at) to the nearest background. Not a number where the styles do not tell: behind a picture, or through something half transparent.
CONTRAST = """
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const luminance = text => channels(text).slice(0, 3).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = element => {
    if (!element) return luminance('rgb(255, 255, 255)');
    const style = getComputedStyle(element), alpha = channels(style.backgroundColor)[3] ?? 1;
    if (style.backgroundImage !== 'none' || style.opacity !== '1' || style.filter !== 'none' || (alpha !== 0 && alpha !== 1)) return NaN;
    return alpha === 0 ? behind(element.parentElement) : luminance(style.backgroundColor);
  };
  const contrast = element => {
    const style = getComputedStyle(element);
    const ink = luminance(element.matches('svg text') ? style.fill : style.color), ground = behind(element);
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  };
"""

# Of all text in drawings.
LEAST_CONTRAST_IN_DRAWINGS = f"""(() => {{ {CONTRAST}
  return [...document.querySelectorAll('svg text')].map(contrast).reduce((least, ratio) => Math.min(least, ratio), 21);
}})()"""

# What axe leaves undecided is decided here, or is a complaint. The one rule that may be decided here is color-contrast, which axe gives up on
# where it sees something else at the place of the text, as it does in drawings, and in tables that are moved to and fro in a narrow window:
# then the styles tell, once the text is moved into view and nothing strange lies on it.
RUN_AXE = f"""axe.run(document, {{elementRef: true}}).then(report => {{ {CONTRAST}
  const lies_open = element => ['center', 'start', 'end'].some(inline => {{  // a cell may be wider than the window
    element.scrollIntoView({{block: 'center', inline}});
    const text = document.createRange();
    text.selectNodeContents(element);
    const place = text.getClientRects()[0];
    const hit = place && document.elementFromPoint(place.left + place.width / 2, place.top + place.height / 2);
    return hit && element.contains(hit);
  }});
  const is_decided = (rule, element) =>
    rule === 'color-contrast' && contrast(element) >= 4.5 && (element.matches('svg text') || lies_open(element));
  const words = node => [...node.any, ...node.all, ...node.none].map(check => check.message);
  const found = {{
    looked_at: report.passes.length,
    violations: report.violations.flatMap(rule => rule.nodes.map(node => `${{rule.id}}: ${{node.target}}: ${{node.failureSummary || ''}}`)),
    undecided: report.incomplete.flatMap(rule => rule.nodes.filter(node => !is_decided(rule.id, node.element))
      .map(node => `${{rule.id}}: ${{node.target}}: undecided: ${{words(node)}}`)),
  }};
  [document.documentElement, ...document.querySelectorAll('body *')].forEach(element => element.scrollTo(0, 0));  // as it was
  return found;
}})"""

# The colour of the upper left corner of a picture of this page, and which part of each eighth of it, from the top to the end of what the
# page holds, has another colour.
LOOK_AT_PICTURE = """(async data => {
  const picture = new Image();
  picture.src = data;
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  canvas.drawImage(picture, 0, 0);
  const end = Math.min(picture.height, Math.ceil(document.body.lastElementChild.getBoundingClientRect().bottom));
  const pixels = new Uint32Array(canvas.getImageData(0, 0, picture.width, end).data.buffer);
  const ink = Array(8).fill(0);
  for (let at = 0; at < pixels.length; ++at) if (pixels[at] !== pixels[0]) ++ink[Math.floor(8 * at / pixels.length)];
  return {ground: [...new Uint8Array(pixels.buffer, 0, 3)], ink: ink.map(count => 8 * count / pixels.length)};
})"""


class Chromium:
    """One browser. `open` gives a page of it."""

    def __init__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if program is None:
            raise CannotTest("there is no chromium (make test-packages)")
        self.profile = tempfile.mkdtemp(prefix="wirelab-chromium-")
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()

        def take_their_numbers():
            # First out of the way of each other, then where Chromium looks for them.
            reading, writing = os.dup(theirs_in), os.dup(theirs_out)
            high = [os.dup2(reading, 50), os.dup2(writing, 51)]
            os.dup2(high[0], TO_CHROMIUM)
            os.dup2(high[1], FROM_CHROMIUM)

        flags = ["--headless=new", "--remote-debugging-pipe", f"--user-data-dir={self.profile}", "--no-first-run", "--disable-gpu",
                 "--disable-extensions", "--disable-background-networking", "--disable-dev-shm-usage", "--hide-scrollbars"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium refuses to sandbox for root; it opens files of ours alone
        self.process = subprocess.Popen([program, *flags], preexec_fn=take_their_numbers, pass_fds=(TO_CHROMIUM, FROM_CHROMIUM),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.incoming = os.fdopen(ours_in, "rb")
        self.outgoing = os.fdopen(ours_out, "wb")
        self.last_id, self.unread, self.events = 0, b"", []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.outgoing.close()
        self.process.kill()
        self.process.wait()
        self.incoming.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def message(self):
        """The next one: each ends with a zero byte."""
        while b"\0" not in self.unread:
            part = self.incoming.read1(1 << 20)
            if not part:
                raise CannotTest("chromium has ended by itself; run it by hand: chromium --headless=new --dump-dom about:blank")
            self.unread += part
        text, self.unread = self.unread.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        """The result of a command. Events that come before it are kept."""
        self.last_id += 1
        command = {"id": self.last_id, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        self.outgoing.write(json.dumps(command).encode() + b"\0")
        self.outgoing.flush()
        while True:
            message = self.message()
            if message.get("id") == self.last_id:
                assert "error" not in message, (method, message.get("error"))
                return message["result"]
            self.events.append(message)

    def wait_for(self, method, session):
        """The parameters of the next event of this name, or of one that has come already."""
        for event in self.events:
            if event.get("method") == method and event.get("sessionId") == session:
                return event["params"]
        while True:
            event = self.message()
            self.events.append(event)
            if event.get("method") == method and event.get("sessionId") == session:
                return event["params"]

    def open(self, path, width=1000, height=900, scheme="light"):
        return Page(self, pathlib.Path(path), width, height, scheme)


class Page:
    """A file in a tab of its own, in a window of this size, where the reader has asked for a light or a dark scheme."""

    def __init__(self, browser, path, width, height, scheme):
        self.browser = browser
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        browser.events.clear()
        self.call("Page.navigate", url=path.resolve().as_uri())
        browser.wait_for("Page.loadEventFired", self.session)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.browser.call("Target.closeTarget", targetId=self.target)

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def evaluate(self, expression):
        """The value of a JavaScript expression in the page; of a promise, what it becomes."""
        done = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def complaints(self):
        """Whatever Chromium has written to the console of this page, and what it has asked the network for."""
        self.evaluate("0")  # what was said before has come when this is answered
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            parameters = event.get("params", {})
            if event["method"] == "Runtime.exceptionThrown":
                found.append(parameters["exceptionDetails"]["text"])
            elif event["method"] == "Runtime.consoleAPICalled":
                found.append(str(parameters["args"]))
            elif event["method"] == "Log.entryAdded":
                found.append(parameters["entry"]["text"])
            elif event["method"] == "Network.requestWillBeSent" and not parameters["request"]["url"].startswith(("file:", "data:")):
                found.append("asked for " + parameters["request"]["url"])
        return found

    def axe(self):
        """What axe-core finds, with its best practices: a line for each element that breaks a rule, or of which it cannot say."""
        self.evaluate((package_from_npm("axe-core") / "axe.min.js").read_text() + "\n;0")
        report = self.evaluate(RUN_AXE)
        assert report["looked_at"], "axe has looked at nothing"
        return report["violations"] + report["undecided"]

    def as_on_paper(self, scheme="light"):
        """The style of print, on A4 without its margins; SCHEME is what the reader prefers on the screen."""
        self.call("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Emulation.setDeviceMetricsOverride", width=PAPER[0], height=PAPER[1], deviceScaleFactor=1, mobile=False)

    def picture(self, name):
        """Of the whole page: the colour of its ground and how much ink is where. With WIRELAB_SCREENSHOTS=FOLDER it is kept there as
        NAME.png, for somebody to look at."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        if folder := os.environ.get("WIRELAB_SCREENSHOTS"):
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            (pathlib.Path(folder) / f"{name}.png").write_bytes(base64.b64decode(data))
        return self.evaluate(f"({LOOK_AT_PICTURE})('data:image/png;base64,{data}')")

    def print_to(self, path):
        """As on paper, A4."""
        paper = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, printBackground=False)
        pathlib.Path(path).write_bytes(base64.b64decode(paper["data"]))
