namespace DustWatch.Ingest.Validation;

/// <summary>What became of one payload.</summary>
/// <param name="Point">Number of the point that the topic named, or -1.</param>
/// <param name="Taken">Samples taken.</param>
/// <param name="SetAside">Samples for quarantine.</param>
/// <param name="Refused">Values and elements refused, those set aside not among them.</param>
/// <param name="FirstReason">The reason met first, reading the payload from its start; an element's time is judged after its values.</param>
/// <param name="IsOnline">What a <c>status</c> message said; null for any other.</param>
public readonly record struct IntakeResult(int Point, int Taken, int SetAside, int Refused, RejectReason FirstReason, bool? IsOnline)
{
    /// <summary>The reason code of the MQTT 5 acknowledgement: 0x00 when anything was taken, else that of the first reason.</summary>
    public byte MqttReasonCode => Taken > 0 ? (byte)0x00 : RejectReasons.MqttReasonCode(FirstReason);
}
