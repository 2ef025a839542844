using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Mqtt;

namespace DustWatch.Ingest.Endpoints;

/// <summary>
/// Takes samples from an external broker, as its client, the same way as from devices: a message is acknowledged when its samples are durable, and what is refused is
/// acknowledged and listed under the broker's name. Topics are trusted; retained messages are ignored.
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly BrokerReceiver _receiver;
    private readonly MqttReconnectingClient _client;

    /// <summary>A broker that is not connected to yet.</summary>
    /// <param name="options">Which.</param>
    /// <param name="intake">Shared with the endpoints.</param>
    /// <param name="log">Shared with the endpoints; open until this is disposed.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="random">For the waits between two tries; of this broker alone.</param>
    public Broker(BrokerOptions options, SampleIntake intake, ISampleLog log, TimeProvider clock, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name = options.Name;
        _receiver = new BrokerReceiver(new ConnectionIntake(intake, log, Sender.OfBroker(Name), Counters, clock), (point, isOnline) => StatusSaid?.Invoke(point, isOnline));
        _client = new MqttReconnectingClient(options.ToClientOptions(), options.ToSubscriptions(), _receiver, MqttBackoff.Default, clock, random);
    }

    /// <summary>Raised when a message said that a point is online (true) or offline. On the connection's loop: a handler returns at once.</summary>
    public event Action<int, bool>? StatusSaid;

    /// <summary>Raised after <see cref="State"/> has changed; a handler returns at once.</summary>
    public event Action<MqttConnectionState>? StateChanged
    {
        add => _client.StateChanged += value;
        remove => _client.StateChanged -= value;
    }

    /// <summary>Host and port; its diagnostics stand under it.</summary>
    public string Name { get; }

    /// <summary>Whether it is connected, since when, and why not.</summary>
    public MqttConnectionState State => _client.State;

    /// <summary>Messages by result, retained ones not among them.</summary>
    public IntakeCounters Counters { get; } = new();

    /// <summary>Retained messages that were ignored.</summary>
    public long RetainedIgnored => _receiver.RetainedIgnored;

    /// <summary>Begins to connect. Once.</summary>
    public void Start() => _client.Start();

    /// <summary>Stops reading, acknowledges what becomes durable, and takes leave; the broker keeps what comes after.</summary>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
