namespace DustWatch.Alerting.Statistics;

/// <summary>What a sound level was measured with; it decides the instrument's uncertainty.</summary>
/// <remarks>ISO 9612:2009 table C.5.</remarks>
public enum SoundInstrument
{
    /// <summary>Sound level meter of class 1 (IEC 61672-1): 0.7 dB.</summary>
    Class1 = 0,

    /// <summary>Sound level meter of class 2 (IEC 61672-1): 1.5 dB.</summary>
    Class2 = 1,

    /// <summary>Personal sound exposure meter (IEC 61252): 1.5 dB.</summary>
    ExposureMeter = 2,
}
