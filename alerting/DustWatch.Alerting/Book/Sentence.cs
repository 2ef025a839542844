namespace DustWatch.Alerting.Book;

/// <summary>Why, in one sentence, for a person.</summary>
/// <param name="Zh">Chinese.</param>
/// <param name="En">English.</param>
public sealed record Sentence(string Zh, string En);
