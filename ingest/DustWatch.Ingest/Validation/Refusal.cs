namespace DustWatch.Ingest.Validation;

/// <summary>One thing of a payload that was refused.</summary>
/// <param name="Reason">Why.</param>
/// <param name="NameStart">Where in the payload the name of the value begins, byte.</param>
/// <param name="NameLength">Its length, bytes; 0 when the reason is about no single value.</param>
public readonly record struct Refusal(RejectReason Reason, int NameStart, int NameLength);
