import Testing

/// Texts with the tokens that OpenAI's `o200k_base` makes of them, counted with tiktoken 0.12.
///
/// Those after “emoji” were added when the estimate stood; two weights were corrected by what they showed.
struct TokenSample: Sendable, CustomTestStringConvertible {
    /// How near an estimate has to come.
    enum Bound {
        case close
        case rough
    }

    var name: String
    var tokens: Int
    var bound: Bound
    var text: String

    init(_ name: String, _ tokens: Int, _ bound: Bound, _ text: String) {
        self.name = name
        self.tokens = tokens
        self.bound = bound
        self.text = text
    }

    var testDescription: String { name }

    private typealias Sample = TokenSample

    static let all: [TokenSample] = [
        Sample(
            "english prose",
            91,
            .close,
            "The harbour was quiet when the last ferry came in. Two men carried crates of apples up the stone steps, and "
                + "the woman who kept the small shop at the corner counted them twice, because on Tuesday one had been missing. "
                + "Nobody spoke of it. By the time the lamps were lit, the square smelled of rain and roasted chestnuts, and "
                + "somebody upstairs was practising the same four bars on a piano, over and over, a little slower each time."
        ),
        Sample(
            "english instructions",
            60,
            .close,
            "You are a helpful assistant for a travel agency. Answer in at most three sentences. If the customer asks for "
                + "a price, call the tool `get_quote` with the destination and the number of travellers; never make up a price. "
                + "Decline politely when a question has nothing to do with travel."
        ),
        Sample(
            "technical english",
            50,
            .close,
            "The exporter reads packed records from the journal, frames them as one request, compresses them while it "
                + "writes, and retries with exponential backoff and full jitter. Cancellation propagates to the socket; a "
                + "segment is deleted only after every destination acknowledged it."
        ),
        Sample("short question", 8, .close, "What is the weather in Paris tomorrow?"),
        Sample(
            "german",
            70,
            .rough,
            "Der Hafen war ruhig, als die letzte Fähre einlief. Zwei Männer trugen Kisten voller Äpfel die steinernen "
                + "Stufen hinauf, und die Frau, die den kleinen Laden an der Ecke führte, zählte sie zweimal, weil am Dienstag "
                + "eine gefehlt hatte. Über die Geschwindigkeitsbegrenzung sprach niemand."
        ),
        Sample(
            "french",
            53,
            .rough,
            "Le port était calme lorsque le dernier ferry est arrivé. Deux hommes portaient des caisses de pommes sur les "
                + "marches de pierre, et la femme qui tenait la petite boutique du coin les a comptées deux fois, parce qu'il en "
                + "manquait une mardi."
        ),
        Sample(
            "spanish",
            53,
            .rough,
            "El puerto estaba tranquilo cuando llegó el último transbordador. Dos hombres subían cajas de manzanas por los "
                + "escalones de piedra, y la mujer que atendía la pequeña tienda de la esquina las contó dos veces, porque el "
                + "martes había faltado una."
        ),
        Sample(
            "russian",
            64,
            .rough,
            "Гавань была тиха, когда пришёл последний паром. Двое мужчин несли ящики с яблоками по каменным ступеням, а "
                + "женщина, которая держала маленькую лавку на углу, пересчитала их дважды, потому что во вторник одного не "
                + "хватало."
        ),
        Sample(
            "greek",
            49,
            .rough,
            "Το λιμάνι ήταν ήσυχο όταν έφτασε το τελευταίο πλοίο. Δύο άντρες ανέβαζαν κιβώτια με μήλα στα πέτρινα "
                + "σκαλοπάτια."
        ),
        Sample(
            "chinese",
            78,
            .rough,
            "最后一班渡轮进港时,港口很安静。两个男人抬着一箱箱苹果走上石阶,街角小店的女主人数了两遍,因为星期二少了一箱。没有人提起这件事。灯亮起来的时候,广场上弥漫着雨水和烤栗子的气味。"
        ),
        Sample("japanese", 67, .rough, "最後のフェリーが入ってきたとき、港は静かだった。二人の男がりんごの箱を石段の上まで運び、角の小さな店の女主人はそれを二度数えた。火曜日に一箱足りなかったからだ。"),
        Sample("korean", 54, .rough, "마지막 배가 들어왔을 때 항구는 조용했다. 두 남자가 사과 상자를 돌계단 위로 옮겼고, 모퉁이의 작은 가게를 지키는 여자는 그것을 두 번 세었다."),
        Sample(
            "arabic",
            42,
            .rough,
            "كان الميناء هادئًا عندما وصلت آخر عبّارة. حمل رجلان صناديق التفاح على الدرجات الحجرية، وعدّتها صاحبة المتجر "
                + "الصغير مرتين."
        ),
        Sample(
            "hindi",
            35,
            .rough,
            "जब आख़िरी नौका आई तब बंदरगाह शांत था। दो आदमी सेबों के बक्से पत्थर की सीढ़ियों पर ले गए।"
        ),
        Sample("thai", 44, .rough, "เมื่อเรือเฟอร์รี่ลำสุดท้ายมาถึง ท่าเรือก็เงียบสงบ ชายสองคนแบกลังแอปเปิ้ลขึ้นบันไดหิน"),
        Sample("hebrew", 31, .rough, "הנמל היה שקט כשהגיעה המעבורת האחרונה. שני גברים נשאו ארגזי תפוחים במעלה מדרגות האבן."),
        Sample(
            "swift code",
            81,
            .close,
            "public struct Backoff: Sendable, Hashable {\n    public var initial: Duration\n    public var maximum: "
                + "Duration\n\n    public func ceiling(afterAttempt attempt: Int) -> Duration {\n        var ceiling = initial\n "
                + "       for _ in 1..<max(attempt, 1) where ceiling < maximum { ceiling = ceiling * multiplier }\n        "
                + "return min(ceiling, maximum)\n    }\n}\n"
        ),
        Sample(
            "python code",
            64,
            .close,
            #"def parse(lines):\#n    result = {}\#n    for number, line in enumerate(lines, start=1):\#n        key, _, "#
                + #"value = line.partition("=")\#n        if not key.strip():\#n            raise ValueError(f"line {number} has "#
                + #"no key")\#n        result[key.strip()] = value.strip()\#n    return result\#n"#
        ),
        Sample(
            "json",
            63,
            .close,
            #"{"id":"order-1042","items":[{"sku":"A-17","count":2,"price":19.99},{"sku":"B-3","count":1,"price":4.5}],"custo"#
                + #"mer":{"name":"Ada","city":"Lyon","active":true},"note":null}"#
        ),
        Sample(
            "pretty json",
            70,
            .close,
            #"{\#n  "temperature": 21.5,\#n  "unit": "celsius",\#n  "wind": {\#n    "speed": 14,\#n    "direction": "NW"\#n "#
                + #" },\#n  "hourly": [18.2, 19.0, 20.4, 21.5, 21.1]\#n}"#
        ),
        Sample("digits", 19, .close, "3.14159265358979323846264338327950288419716939937510"),
        Sample(
            "table of numbers",
            61,
            .close,
            "2024-01-15 08:30:00 1234567 99.95\n2024-01-16 09:12:45 7654321 101.20\n2024-01-17 17:05:10 42 0.003\n"
        ),
        Sample("url", 26, .close, "https://api.example.com/v1/chat/completions?model=gpt-4o-mini&stream=true#section-2"),
        Sample("uuid", 31, .close, "7f9c24e8-3b12-4fef-91e0-56a2d3c4b5a6"),
        Sample(
            "base64",
            53,
            .rough,
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        ),
        Sample(
            "markdown",
            54,
            .close,
            "# Release notes\n\n- **Added**: streaming with back pressure\n- **Fixed**: tool calls of one answer keep "
                + "their order\n\n| name | value |\n|------|-------|\n| a    | 1     |\n| b    | 2     |\n"
        ),
        Sample("emoji", 25, .rough, "Great job! 🎉🎉 See you tomorrow 👋🏽 👨‍👩‍👧‍👦"),
        Sample("shouting", 19, .close, "WARNING: THE DISK IS ALMOST FULL. PLEASE DELETE FILES YOU DO NOT NEED."),
        Sample(
            "identifiers",
            18,
            .close,
            "maxToolIterations retry_max_attempts HTTPClientConfiguration XMLHttpRequest kubectl_apply_dry_run"
        ),
        Sample(
            "prose",
            95,
            .close,
            "My grandmother kept a notebook in which she wrote down every storm she had lived through. There were "
                + "forty-one of them by the time I learned to read, and for each she had noted the direction of the wind, the "
                + "colour of the sky the evening before, and which of the neighbours had laughed at her for closing the shutters "
                + "so early. She never said a word to them afterwards. She simply turned the page, sharpened her pencil, and "
                + "waited for the next one."
        ),
        Sample(
            "support",
            61,
            .close,
            #"Hi, I ordered a pair of running shoes (order #88213) on March 3rd and they still haven't arrived. The "#
                + #"tracking page says "in transit" since last Thursday. Could you please check what happened and, if they are "#
                + #"lost, send a replacement to the same address? Thanks!"#
        ),
        Sample(
            "rust",
            84,
            .close,
            #"fn main() -> Result<(), Box<dyn std::error::Error>> {\#n    let mut counts: HashMap<String, usize> = "#
                + #"HashMap::new();\#n    for word in std::fs::read_to_string("input.txt")?.split_whitespace() {\#n        "#
                + #"*counts.entry(word.to_lowercase()).or_insert(0) += 1;\#n    }\#n    println!("{counts:?}");\#n    "#
                + #"Ok(())\#n}\#n"#
        ),
        Sample(
            "sql",
            72,
            .close,
            "SELECT c.name, SUM(o.total) AS revenue\nFROM customers c\nJOIN orders o ON o.customer_id = c.id\nWHERE "
                + "o.created_at >= '2024-01-01' AND o.status <> 'cancelled'\nGROUP BY c.name\nHAVING SUM(o.total) > 1000\nORDER "
                + "BY revenue DESC\nLIMIT 20;\n"
        ),
        Sample(
            "log",
            99,
            .close,
            "2026-03-01T12:00:01.123Z INFO request finished method=GET path=/api/users/42 status=200 "
                + "duration_ms=13\n2026-03-01T12:00:01.456Z WARN retrying attempt=2 cause=rate_limit "
                + "delay_s=1.5\n2026-03-01T12:00:03.001Z ERROR upstream closed the connection peer=10.0.3.17:443\n"
        ),
        Sample(
            "polish",
            56,
            .rough,
            "Port był spokojny, kiedy przypłynął ostatni prom. Dwóch mężczyzn niosło skrzynki jabłek po kamiennych "
                + "schodach, a kobieta prowadząca mały sklep na rogu policzyła je dwa razy."
        ),
        Sample(
            "ukrainian",
            36,
            .rough,
            "Гавань була тихою, коли прибув останній пором. Двоє чоловіків несли ящики з яблуками кам'яними сходами."
        ),
        Sample("chinese 2", 36, .rough, "请根据下面的会议记录写一份摘要,列出每个人负责的任务和截止日期。如果某项任务没有明确的负责人,请注明需要进一步确认。"),
    ]
}
