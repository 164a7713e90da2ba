/// The wire form of OpenAI's Responses, from the server's side: requests are read, answers are written.
///
/// Source: OpenAI API reference, "Responses" and "Streaming events".
enum OpenAIResponses {}
