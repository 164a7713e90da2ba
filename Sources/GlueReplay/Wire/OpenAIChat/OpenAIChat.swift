/// The wire form of OpenAI's chat completions, from the server's side: requests are read, answers are written.
///
/// Other tools record these bodies as they are, so the readers of their traces read both directions here.
///
/// Source: OpenAI API reference, "Chat Completions".
enum OpenAIChat {}
