using System.Diagnostics;

namespace DustWatch.Ingest.Validation;

/// <summary>How the reasons are spelled on every wire, and what MQTT 5 calls them.</summary>
public static class RejectReasons
{
    /// <summary>One more than the largest number of a <see cref="RejectReason"/>: the length of an array indexed by it.</summary>
    public const int Count = 13;

    private static readonly string[] Names =
    [
        "", "malformed", "unknown-point", "not-authorized", "unknown-quantity", "not-a-number", "out-of-range",
        "future", "past", "too-large", "quota", "duplicate", "conflict",
    ]; // [reason]

    /// <summary>All reasons, without <see cref="RejectReason.None"/>.</summary>
    public static IReadOnlyList<RejectReason> All { get; } = [.. Enum.GetValues<RejectReason>().Where(r => r != RejectReason.None)];

    /// <summary>The contract's word; empty for <see cref="RejectReason.None"/>.</summary>
    public static string NameOf(RejectReason reason) => Names[(int)reason];

    /// <summary>The MQTT 5 reason code of a PUBACK or PUBREC whose payload was refused for this reason.</summary>
    public static byte MqttReasonCode(RejectReason reason) => reason switch
    {
        RejectReason.None or RejectReason.Duplicate or RejectReason.Conflict => 0x00,
        RejectReason.NotAuthorized or RejectReason.UnknownPoint => 0x87,
        RejectReason.Quota => 0x97,
        RejectReason.Malformed or RejectReason.UnknownQuantity or RejectReason.NotANumber or RejectReason.OutOfRange => 0x99,
        RejectReason.Future or RejectReason.Past or RejectReason.TooLarge => 0x99,
        _ => throw new UnreachableException($"No MQTT reason code for {reason}."),
    };
}
