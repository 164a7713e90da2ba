import Foundation
public import GlueJSON
import Testing

/// A real browser, headless, that does one thing after the other and says what it saw.
public struct Browser: Sendable {
    public enum Step: Sendable {
        /// Opens a path of the server.
        case open(String)
        /// Waits until a text is on the page.
        case wait(String)
        /// Waits until an element matches.
        case waitFor(String)
        case click(String)
        /// Keys for the element that has the focus, such as `j`, `ENTER` or `ARROW_DOWN`.
        case press(String)
        case type(String, String)
        /// Answers the text of the first element that matches; null where none does.
        case text(String)
        /// Answers how many elements match.
        case count(String)
        /// Answers what a script's expression is.
        case value(String)
        case pause(Double)
        /// Sends a request in OTLP/JSON to the server, as a program would meanwhile.
        case send(JSONValue)
        case picture(String)
        /// Answers what axe-core finds wrong, an object each.
        case axe

        fileprivate var json: JSONValue {
            switch self {
            case .open(let path): ["open", .string(path)]
            case .wait(let text): ["wait", .string(text)]
            case .waitFor(let selector): ["waitFor", .string(selector)]
            case .click(let selector): ["click", .string(selector)]
            case .press(let key): ["press", .string(key)]
            case .type(let selector, let text): ["type", .string(selector), .string(text)]
            case .text(let selector): ["text", .string(selector)]
            case .count(let selector): ["count", .string(selector)]
            case .value(let script): ["value", .string(script)]
            case .pause(let seconds): ["pause", .number(seconds)]
            case .send(let request): ["send", request]
            case .picture(let name): ["picture", .string(name)]
            case .axe: ["axe"]
            }
        }
    }

    /// What a browser saw.
    public struct Seen: Sendable {
        /// An answer a step that asks, in order.
        public var answers: [JSONValue]
        /// What the console said that is an error or a warning.
        public var console: [String]
        /// Addresses that were asked for and are none of the server's.
        public var strangers: [String]
    }

    public var server: Server
    public var isDark = false
    public var width = 1440

    public init(_ server: Server, isDark: Bool = false, width: Int = 1440) {
        self.server = server
        self.isDark = isDark
        self.width = width
    }

    public func run(_ steps: [Step]) async throws -> Seen {
        let job: JSONValue = [
            "base": .string(server.baseURL), "dark": .bool(isDark), "width": .integer(Int64(width)),
            "pictures": ProcessInfo.processInfo.environment["GLUE_SCREENSHOTS"].map(JSONValue.string) ?? .null,
            "steps": .array(steps.map(\.json)),
        ]
        let outcome = try await Program.python(.browser, script: Self.script).run(input: job.bytes())
        try #require(outcome.exitCode == 0, "\(outcome.error.suffix(1500))")
        let seen = try JSONValue(parsing: outcome.output)
        return Seen(
            answers: seen["answers"]?.array ?? [],
            console: seen["console"]?.array?.compactMap(\.string) ?? [],
            strangers: seen["strangers"]?.array?.compactMap(\.string) ?? []
        )
    }

    private static let script = """
        import json, pathlib, sys, time, urllib.request
        import axe_core_python
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service
        from selenium.webdriver.common.by import By
        from selenium.webdriver.common.keys import Keys
        job = json.load(sys.stdin)
        options = Options()
        for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]: options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        answers, deadline = [], 20
        def until(condition, what):
            end = time.time() + deadline
            while time.time() < end:
                try:
                    found = condition()
                    if found: return found
                except Exception: pass
                time.sleep(0.05)
            sys.exit(f"never: {what}; the page says: {driver.find_element(By.TAG_NAME, 'body').text[:800]}")
        def element(selector): return until(lambda: driver.find_element(By.CSS_SELECTOR, selector), selector)
        try:
            scheme = "dark" if job["dark"] else "light"
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            metrics = {"width": job["width"], "height": 1000, "deviceScaleFactor": 1, "mobile": job["width"] < 500}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            for verb, *rest in job["steps"]:
                if verb == "open": driver.get(job["base"] + rest[0])
                elif verb == "wait": until(lambda: rest[0] in driver.find_element(By.TAG_NAME, "body").text, rest[0])
                elif verb == "waitFor": element(rest[0])
                elif verb == "click": element(rest[0]).click()
                elif verb == "press": driver.switch_to.active_element.send_keys(getattr(Keys, rest[0], rest[0]))
                elif verb == "type": element(rest[0]).send_keys(rest[1])
                elif verb == "text":
                    found = driver.find_elements(By.CSS_SELECTOR, rest[0])
                    answers.append(found[0].text if found else None)
                elif verb == "count": answers.append(len(driver.find_elements(By.CSS_SELECTOR, rest[0])))
                elif verb == "value": answers.append(driver.execute_script("return " + rest[0]))
                elif verb == "pause": time.sleep(rest[0])
                elif verb == "send":
                    request = urllib.request.Request(job["base"] + "/v1/traces", json.dumps(rest[0]).encode(), {"Content-Type": "application/json"})
                    urllib.request.urlopen(request, timeout=20).read()
                elif verb == "picture":
                    if job["pictures"]: driver.save_screenshot(f"{job['pictures']}/{rest[0]}-{scheme}-{job['width']}.png")
                elif verb == "axe":
                    source = pathlib.Path(axe_core_python.__file__).parent / "axe.min.js"
                    if not source.exists(): source = next(pathlib.Path(axe_core_python.__file__).parent.rglob("axe*.js"))
                    driver.execute_script(source.read_text())
                    result = driver.execute_async_script("const done = arguments[arguments.length - 1]; axe.run().then(done);")
                    answers.append([{"id": v["id"], "nodes": [n["html"][:200] + " :: " + (n.get("failureSummary") or "")[:300] for n in v["nodes"]][:4]} for v in result["violations"]])
            console = [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
            strangers = set()
            for entry in driver.get_log("performance"):
                message = json.loads(entry["message"])["message"]
                if message["method"] != "Network.requestWillBeSent": continue
                address = message["params"]["request"]["url"]
                if not address.startswith((job["base"], "data:", "chrome", "about:")): strangers.add(address)
        finally:
            driver.quit()
        json.dump({"answers": answers, "console": console, "strangers": sorted(strangers)}, sys.stdout)
        """
}
