namespace DustWatch.Tests.Mqtt.Decoding;

/// <summary>A row of the standard's table of properties (5.0: 2.2.2.2).</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Type">B byte, 2 two bytes, 4 four bytes, V variable, S string, P pair of strings, D binary data.</param>
/// <param name="Packets">Where it may stand: CONNECT, will, CONNACK, PUBLISH, ACKnowledgements, SUBSCRIBE, UNSUBSCRIBE, DISCONNECT.</param>
internal sealed record ReferenceProperty(int Id, char Type, string Packets)
{
    public static readonly Dictionary<int, ReferenceProperty> Table = new ReferenceProperty[]
    {
        new(0x01, 'B', "PUBLISH will"),
        new(0x02, '4', "PUBLISH will"),
        new(0x03, 'S', "PUBLISH will"),
        new(0x08, 'S', "PUBLISH will"),
        new(0x09, 'D', "PUBLISH will"),
        new(0x0B, 'V', "PUBLISH SUBSCRIBE"),
        new(0x11, '4', "CONNECT CONNACK DISCONNECT"),
        new(0x12, 'S', "CONNACK"),
        new(0x13, '2', "CONNACK"),
        new(0x15, 'S', "CONNECT CONNACK"),
        new(0x16, 'D', "CONNECT CONNACK"),
        new(0x17, 'B', "CONNECT"),
        new(0x18, '4', "will"),
        new(0x19, 'B', "CONNECT"),
        new(0x1A, 'S', "CONNACK"),
        new(0x1C, 'S', "CONNACK DISCONNECT"),
        new(0x1F, 'S', "CONNACK ACK DISCONNECT"),
        new(0x21, '2', "CONNECT CONNACK"),
        new(0x22, '2', "CONNECT CONNACK"),
        new(0x23, '2', "PUBLISH"),
        new(0x24, 'B', "CONNACK"),
        new(0x25, 'B', "CONNACK"),
        new(0x26, 'P', "CONNECT CONNACK PUBLISH will ACK SUBSCRIBE UNSUBSCRIBE DISCONNECT"),
        new(0x27, '4', "CONNECT CONNACK"),
        new(0x28, 'B', "CONNACK"),
        new(0x29, 'B', "CONNACK"),
        new(0x2A, 'B', "CONNACK"),
    }.ToDictionary(row => row.Id);
}
