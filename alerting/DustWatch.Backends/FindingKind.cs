namespace DustWatch.Backends;

/// <summary>How bad a finding is.</summary>
public enum FindingKind
{
    /// <summary>As it should be.</summary>
    Whole,

    /// <summary>Nothing is wrong, and somebody may want to know.</summary>
    Note,

    /// <summary>It was not, and was mended.</summary>
    Mended,

    /// <summary>Works, but somebody should know.</summary>
    Warning,

    /// <summary>Does not work, or has lost something.</summary>
    Fault,
}
