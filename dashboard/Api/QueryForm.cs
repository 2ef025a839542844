namespace DustWatch.Dashboard.Api;

/// <summary>What a parameter of a query is made of.</summary>
internal enum QueryForm
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number of items.</summary>
    Count,

    /// <summary>RFC 3339.</summary>
    Time,

    /// <summary>ISO 8601.</summary>
    Duration,

    /// <summary>One quantity.</summary>
    Quantity,

    /// <summary>Levels, separated by commas.</summary>
    Levels,

    /// <summary>States of alerts, separated by commas.</summary>
    States,
}
