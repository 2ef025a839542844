using System.Security.Cryptography.X509Certificates;
using DustWatch.Mqtt;

namespace DustWatch.Ingest.Endpoints;

/// <summary>An external broker that samples are taken from.</summary>
/// <param name="Address">Where it is, and as whom to sign in.</param>
/// <param name="ClientId">Client identifier: the broker keeps what is published while nobody is connected under it. No other client of the broker has it.</param>
/// <param name="Password">Password of the address's user, or null.</param>
/// <param name="Share">Name of the shared subscription that several ingests take part in, or null for a subscription of one's own.</param>
/// <param name="Roots">Roots that its certificate goes back to; null for the system's.</param>
public sealed record BrokerOptions(MqttAddress Address, string ClientId, string? Password = null, string? Share = null, X509Certificate2Collection? Roots = null)
{
    private static readonly TimeSpan SessionExpiry = TimeSpan.FromDays(7);

    // A group commit of the log is a few milliseconds; at 200,000 messages a second that many are under way.
    private const int ReceiveMaximum = 4096;

    // A group commit takes longer, so an acknowledgement comes no later for it.
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(5);

    private static readonly string[] Topics = ["dustwatch/v1/+/+/data", "dustwatch/v1/+/+/status"];

    /// <summary>Its own name: host and port.</summary>
    public string Name => Address.Authority;

    internal MqttClientOptions ToClientOptions() => new()
    {
        Host = Address.Host,
        Port = Address.Port,
        Tls = Address.IsTls ? new MqttClientTls { Roots = Roots } : null,
        ClientId = ClientId,
        UserName = Address.UserName,
        Password = Password,
        CleanStart = false,
        SessionExpiry = SessionExpiry,
        KeepAlive = TimeSpan.FromSeconds(30),
        ReceiveMaximum = ReceiveMaximum,
        GatherTime = GatherTime,
    };

    internal IReadOnlyList<MqttSubscription> ToSubscriptions() =>
    [
        .. Topics.Select(topic => new MqttSubscription
        {
            Filter = Share is null ? topic : $"$share/{Share}/{topic}",
            IsShared = Share is not null,
            Qos = MqttQos.AtLeastOnce,
            RetainHandling = MqttRetainHandling.Never,
        }),
    ];
}
