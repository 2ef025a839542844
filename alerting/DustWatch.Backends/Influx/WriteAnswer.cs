namespace DustWatch.Backends.Influx;

/// <summary>A server's answer to a write.</summary>
/// <param name="Outcome">What it means.</param>
/// <param name="Cause">Short, of few values: <c>429</c>, <c>timeout</c>.</param>
/// <param name="Reason">For a person; in the server's words where it has said something.</param>
/// <param name="RetryAfter">How long it wants to be left alone, if it said so.</param>
/// <param name="Dropped">How many of the lines it left out, if it said so.</param>
internal sealed record WriteAnswer(WriteOutcome Outcome, string Cause, string Reason, TimeSpan? RetryAfter = null, int? Dropped = null)
{
    /// <summary>Everything is stored.</summary>
    public static WriteAnswer Stored { get; } = new(WriteOutcome.Stored, "", "");
}
