namespace DustWatch.Ingest.Validation;

/// <summary>Why something that was sent is not among the samples. The contract's words; <see cref="RejectReasons"/> spells them.</summary>
public enum RejectReason : byte
{
    /// <summary>Nothing was refused.</summary>
    None = 0,

    /// <summary>Not in the format, so that nobody can say what it means.</summary>
    Malformed = 1,

    /// <summary>The registry has no such point, or not in that enterprise.</summary>
    UnknownPoint = 2,

    /// <summary>The sender may not publish this.</summary>
    NotAuthorized = 3,

    /// <summary>No quantity has this name.</summary>
    UnknownQuantity = 4,

    /// <summary>A value that is null, a text, a truth value, or a nested one.</summary>
    NotANumber = 5,

    /// <summary>A number that cannot be: negative dust, over 10⁶ mg/m³, decibels outside 0 to 200.</summary>
    OutOfRange = 6,

    /// <summary>More than five minutes ahead of the server; set aside.</summary>
    Future = 7,

    /// <summary>Older than <c>Late:Horizon</c>; set aside.</summary>
    Past = 8,

    /// <summary>A payload over 256 KiB.</summary>
    TooLarge = 9,

    /// <summary>The sender's allowance is used up.</summary>
    Quota = 10,

    /// <summary>The same value again for the same point, quantity and time. Found after the acknowledgement.</summary>
    Duplicate = 11,

    /// <summary>Another value for the same point, quantity and time. Found after the acknowledgement.</summary>
    Conflict = 12,
}
