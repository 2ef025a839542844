namespace DustWatch.Backends.Influx;

/// <summary>What a server's answer to a write means for the lines.</summary>
internal enum WriteOutcome
{
    /// <summary>They are stored.</summary>
    Stored,

    /// <summary>400, 422: some of them are not right; the others may be stored.</summary>
    LinesRefused,

    /// <summary>413: too many at once.</summary>
    TooLarge,

    /// <summary>429, 5xx, no answer, half an answer: later.</summary>
    Later,

    /// <summary>401, 403, 404 and the like: only a person can put it right; until then later.</summary>
    Misconfigured,
}
