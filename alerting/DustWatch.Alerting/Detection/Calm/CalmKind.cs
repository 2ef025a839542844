namespace DustWatch.Alerting.Detection.Calm;

/// <summary>How it can be told of a rule that nothing changes for a while.</summary>
internal enum CalmKind
{
    /// <summary>It cannot.</summary>
    Never,

    /// <summary>The sample itself is compared.</summary>
    Instant,

    /// <summary>The highest sample of a shift or day.</summary>
    Highest,

    /// <summary>A mean over a sliding window that is kept exactly.</summary>
    Sliding,

    /// <summary>A mean over a sliding window in one-minute buckets.</summary>
    Minutes,

    /// <summary>A mean over a shift or day.</summary>
    Mean,

    /// <summary>A sum over a shift, day or week that is divided by a fixed time.</summary>
    Exposure,

    /// <summary>Short means of a shift or day.</summary>
    Parts,
}
