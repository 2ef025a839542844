namespace DustWatch.Backends.Accounts;

/// <summary>What a user may do. Numbers are stored: never renumber.</summary>
public enum UserRole : byte
{
    /// <summary>Everything.</summary>
    Administrator = 1,

    /// <summary>District alert operator (预警值班员).</summary>
    Operator = 2,

    /// <summary>监督执法人员.</summary>
    Inspector = 3,

    /// <summary>An enterprise's safety officer.</summary>
    Officer = 4,

    /// <summary>Sees, changes nothing.</summary>
    Viewer = 5,

    /// <summary>A program.</summary>
    Service = 6,
}
