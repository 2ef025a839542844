namespace DustWatch.Dashboard.Backtesting;

/// <summary>What other rules do to a transition.</summary>
internal enum Change
{
    /// <summary>It was not there under the old rules; the smallest, so that of one key what was taken away comes first.</summary>
    Removed,

    /// <summary>It is there under the new rules only.</summary>
    Added,

    /// <summary>It is there at another instant.</summary>
    Moved,
}
