using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace DustWatch.Mqtt;

/// <summary>
/// Takes MQTT connections: <c>kestrel.Listen(address, listen => listen.UseConnectionHandler&lt;MqttEndpoint&gt;())</c>, with the endpoint registered as a singleton.
/// One endpoint may stand behind several listeners; take-over goes across them.
/// </summary>
public sealed class MqttEndpoint : ConnectionHandler
{
    private readonly ConcurrentDictionary<string, MqttServerConnection> _sessions = new(StringComparer.Ordinal);
    private readonly long[] _closed = new long[Enum.GetValues<MqttCloseCause>().Length]; // [cause]
    private readonly ILogger<MqttEndpoint> _logger;
    private long _accepted;
    private long _open;
    private long _publishes;

    /// <summary>An endpoint of its own sessions.</summary>
    /// <param name="host">Decides who may connect, and gets what they publish.</param>
    /// <param name="options">Checked here.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="logger">Gets closed connections at debug level, and failures of the host as errors.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public MqttEndpoint(IMqttHost host, MqttEndpointOptions options, TimeProvider time, ILogger<MqttEndpoint> logger)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        }

        Host = host;
        Options = options;
        Time = time;
        _logger = logger;
    }

    /// <summary>Network connections open now, those not admitted yet included.</summary>
    public long ConnectionsOpen => Volatile.Read(ref _open);

    /// <summary>Sessions open now: connections that were admitted.</summary>
    public int SessionsOpen => _sessions.Count;

    /// <summary>Network connections taken since the start.</summary>
    public long ConnectionsAccepted => Volatile.Read(ref _accepted);

    /// <summary>Messages handed to sessions since the start, wills apart.</summary>
    public long PublishesReceived => Volatile.Read(ref _publishes);

    internal IMqttHost Host { get; }

    internal MqttEndpointOptions Options { get; }

    internal TimeProvider Time { get; }

    /// <summary>Connections that have ended for this cause since the start.</summary>
    /// <param name="cause">A cause.</param>
    public long ConnectionsClosed(MqttCloseCause cause) => Volatile.Read(ref _closed[(int)cause]);

    /// <summary>Serves one connection until it ends. Kestrel calls it.</summary>
    /// <param name="connection">The network connection.</param>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var served = new MqttServerConnection(this, connection);
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
        try
        {
            await served.RunAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>Gives a session key to a connection, after the one that had it has published its last message.</summary>
    internal async Task EnterAsync(string key, MqttServerConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            var holder = _sessions.GetOrAdd(key, connection);
            if (holder == connection)
            {
                return;
            }

            holder.Close(new(MqttCloseCause.TakenOver, MqttReasonCode.SessionTakenOver, "another connection came with the same client identifier"));
            await holder.Left.WaitAsync(cancellationToken);
        }
    }

    internal void Leave(string key, MqttServerConnection connection) => _sessions.TryRemove(new(key, connection));

    internal void CountPublishes(int count) => Interlocked.Add(ref _publishes, count);

    internal void Ended(MqttServerConnection connection, MqttClosed closed)
    {
        Interlocked.Increment(ref _closed[(int)closed.Cause]);
        _logger.LogDebug("{Remote} closed: {Cause}, 0x{Code:X2}", connection.RemoteEndPoint, closed.Cause, (int)closed.Code);
    }

    internal void Failed(MqttServerConnection connection, Exception failure) =>
        _logger.LogError(failure, "The host failed; the connection of {Remote} is closed", connection.RemoteEndPoint);
}
