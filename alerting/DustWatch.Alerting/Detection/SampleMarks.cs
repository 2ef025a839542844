namespace DustWatch.Alerting.Detection;

/// <summary>What a window tells of its samples beside their values.</summary>
[Flags]
internal enum SampleMarks : byte
{
    None = 0,

    /// <summary>A sample was over range.</summary>
    Censored = 1,

    /// <summary>A site factor was needed and there was none.</summary>
    Uncorrected = 2,
}
