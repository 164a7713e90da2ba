import GlueSemantics

extension Dashboard {
    /// What model calls cost, and the tokens that they cost it for.
    static let cost = Dashboard(
        uid: "gluellm-cost",
        title: "GlueLLM / Cost and tokens",
        description: "What model calls cost in US dollars, by the price table of the engine, and the tokens behind it.",
        lead: GenAI.Metrics.inferenceDuration,
        rows: [
            Row("At a glance", glance),
            Row("Cost", dollars),
            Row("Tokens", tokens),
            Row("Cache and reasoning", savings),
        ]
    )

    private static let spent = Glue.Metrics.callCost
    private static let tokensIn = GenAI.Metrics.inputTokens
    private static let tokensOut = GenAI.Metrics.outputTokens
    private static let tokensCached = GenAI.Metrics.cacheReadInputTokens

    private static let glance = [
        Panel(
            "Cost",
            "What the model calls cost whose price is known.",
            .number,
            Target(.increase(spent.amount)),
            noValue: "No known cost"
        ),
        Panel("Cost an hour", "At the pace of the time that is shown.", .number, Target(.hourly(spent.amount)), noValue: "No known cost"),
        Panel(
            "Cost of a call",
            "On average, of the calls whose price is known.",
            .number,
            Target(.mean(spent.amount, per: spent.events)),
            noValue: "No known cost"
        ),
        Panel(
            "Calls of unknown cost",
            "Calls of models without a price, or whose tokens nobody told: they are missing in every cost here.",
            .number,
            Target(.increase(Glue.Metrics.callsOfUnknownCost.events)),
            noValue: "None"
        ),
        Panel("Input tokens", "Those from a cache included.", .number, Target(.increase(tokensIn.amount)), noValue: "No tokens"),
        Panel("Output tokens", "Those of reasoning included.", .number, Target(.increase(tokensOut.amount)), noValue: "No tokens"),
        Panel(
            "Read from a cache",
            "The part of the input tokens that the provider had in a cache, and bills at less.",
            .number,
            Target(.share(tokensCached.amount, of: tokensIn.amount)),
            noValue: "No tokens"
        ),
    ]

    private static let dollars = [
        Panel(
            "Cost an hour by model",
            "At the pace of the moment.",
            .graph,
            Target(.hourly(spent.amount, by: [.model])),
            noValue: "No known cost"
        ),
        .percentiles(
            "Spread of the cost of a call",
            "How costs are spread over calls. The dots are calls with a trace: the dearest ones lead to what made them so.",
            of: spent.spread,
            noValue: "No known cost"
        ),
        Panel(
            "Cost by model",
            "Over the whole time that is shown.",
            .bars,
            Target(.increase(spent.amount, by: [.model])),
            noValue: "No known cost"
        ),
        Panel(
            "Cost by provider",
            "Over the whole time that is shown.",
            .bars,
            Target(.increase(spent.amount, by: [.provider])),
            noValue: "No known cost"
        ),
        Panel(
            "Mean cost of a call by model",
            "Over the window of the graph.",
            .graph,
            Target(.mean(spent.amount, per: spent.events, by: [.model])),
            noValue: "No known cost"
        ),
        Panel(
            "Calls of unknown cost by model",
            "Give these models a price: until then they look free.",
            .graph,
            Target(.rate(Glue.Metrics.callsOfUnknownCost.events, by: [.model])),
            noValue: "None"
        ),
    ]

    private static let tokens = [
        Panel(
            "Tokens in and out",
            "Tokens each second.",
            .graph,
            Target(.rate(tokensIn.amount), "in"),
            Target(.rate(tokensOut.amount), "out"),
            noValue: "No tokens"
        ),
        Panel("Input tokens by model", "Tokens each second.", .graph, Target(.rate(tokensIn.amount, by: [.model])), noValue: "No tokens"),
        Panel("Output tokens by model", "Tokens each second.", .graph, Target(.rate(tokensOut.amount, by: [.model])), noValue: "No tokens"),
        .percentiles(
            "Input tokens of a call",
            "Growing prompts show here before they show on the bill.",
            of: GenAI.Metrics.operationInputTokens.spread,
            noValue: "No tokens"
        ),
        .percentiles(
            "Output tokens of a call",
            "What answers take.",
            of: GenAI.Metrics.operationOutputTokens.spread,
            noValue: "No tokens"
        ),
        Panel(
            "Output for each input token by model",
            "How talkative a model is for what it is given.",
            .graph,
            Target(.mean(tokensOut.amount, per: tokensIn.amount, by: [.model])),
            noValue: "No tokens"
        ),
    ]

    private static let savings = [
        Panel(
            "Read from a cache by model",
            "The part of the input tokens. It falls to nothing where a prompt's beginning changes from call to call.",
            .graph,
            Target(.share(tokensCached.amount, of: tokensIn.amount, by: [.model])),
            noValue: "No tokens"
        ),
        Panel(
            "Cache tokens",
            "Tokens each second that were read from a cache and written to one. What is written and not read costs more than no cache.",
            .graph,
            Target(.rate(tokensCached.amount), "read"),
            Target(.rate(GenAI.Metrics.cacheWriteInputTokens.amount), "written"),
            noValue: "No cache used"
        ),
        Panel(
            "Reasoning by model",
            "The part of the output tokens that is reasoning.",
            .graph,
            Target(.share(GenAI.Metrics.reasoningOutputTokens.amount, of: tokensOut.amount, by: [.model])),
            noValue: "No tokens"
        ),
    ]
}
