namespace DustWatch.Alerting.Book;

/// <summary>The first entry at which the chain does not hold.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Message">What does not hold.</param>
public sealed record LedgerFault(long Seq, string Message);
