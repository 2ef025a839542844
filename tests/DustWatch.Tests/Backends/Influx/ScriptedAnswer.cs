namespace DustWatch.Tests.Backends.Influx;

/// <summary>What a write is answered with.</summary>
/// <param name="Status">0: the connection is cut off without one.</param>
internal sealed record ScriptedAnswer(int Status, string? Body = null, string? RetryAfter = null, bool IsCut = false)
{
    public static ScriptedAnswer Stored { get; } = new(204);
}
