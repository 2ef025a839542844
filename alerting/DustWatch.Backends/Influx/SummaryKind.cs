namespace DustWatch.Backends.Influx;

/// <summary>How long a summary's window is.</summary>
internal enum SummaryKind : byte
{
    /// <summary>A UTC minute: <c>sample_1m</c>.</summary>
    Minute,

    /// <summary>A quarter of a UTC hour: <c>sample_15m</c>.</summary>
    Quarter,

    /// <summary>A shift of the point's calendar: <c>sample_shift</c>.</summary>
    Shift,
}
