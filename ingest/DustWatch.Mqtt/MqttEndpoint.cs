using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace DustWatch.Mqtt;

/// <summary>
/// Takes MQTT connections: <c>kestrel.Listen(address, listen => listen.UseConnectionHandler&lt;MqttEndpoint&gt;())</c>, with the endpoint registered as a singleton.
/// One endpoint may stand behind several listeners; take-over goes across them.
/// </summary>
public sealed class MqttEndpoint : ConnectionHandler, IDisposable
{
    private readonly ConcurrentDictionary<string, MqttServerConnection> _sessions = new(StringComparer.Ordinal);
    private readonly long[] _closed = new long[Enum.GetValues<MqttCloseCause>().Length]; // [cause]
    private readonly ILogger<MqttEndpoint> _logger;
    private readonly MqttConnectionCounts _counts;
    private long _accepted;
    private long _publishes;

    /// <summary>An endpoint of its own sessions.</summary>
    /// <param name="host">Decides who may connect, and gets what they publish.</param>
    /// <param name="options">Checked here.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="logger">Gets closed connections at debug level, and failures of the host as errors.</param>
    /// <param name="store">Where sessions and retained messages survive a restart; null keeps them for as long as the process lives. It is the caller's to close, after the endpoint.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public MqttEndpoint(IMqttHost host, MqttEndpointOptions options, TimeProvider time, ILogger<MqttEndpoint> logger, IMqttSessionStore? store = null)
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
        _counts = new(options.MaxConnections, options.MaxConnectionsPerAddress);
        Store = store ?? new MqttForgetfulStore();
        Bans = new(options, time);
        Router = new(Store, options, time);
        Router.Retained.Restore(Store.ReadRetained());
        Sessions = new(this, Store, Router.Tree);
        Sessions.Restore();
    }

    /// <summary>Network connections open now, those not admitted yet included.</summary>
    public long ConnectionsOpen => _counts.Open;

    /// <summary>Sessions open now: connections that were admitted.</summary>
    public int SessionsOpen => _sessions.Count;

    /// <summary>Network connections taken since the start.</summary>
    public long ConnectionsAccepted => Volatile.Read(ref _accepted);

    /// <summary>Messages handed to sessions since the start, wills apart.</summary>
    public long PublishesReceived => Volatile.Read(ref _publishes);

    /// <summary>Sessions that are kept, with and without a connection.</summary>
    public int SessionsKept => Sessions.Count;

    /// <summary>Topics that have a retained message now.</summary>
    public IReadOnlyList<string> RetainedTopics => Router.Retained.Topics();

    internal IMqttHost Host { get; }

    internal IMqttSessionStore Store { get; }

    internal MqttBans Bans { get; }

    internal MqttRouter Router { get; }

    internal MqttSessions Sessions { get; }

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
        Interlocked.Increment(ref _accepted);
        var network = MqttBans.NetworkOf(connection.RemoteEndPoint);
        if (!_counts.TryEnter(network))
        {
            Interlocked.Increment(ref _closed[(int)MqttCloseCause.TooMany]);
            return; // which closes it
        }

        try
        {
            using var served = new MqttServerConnection(this, connection, network);
            await served.RunAsync();
        }
        finally
        {
            _counts.Leave(network);
        }
    }

    /// <summary>Publishes a message of the host's own: to those who subscribe to its topic, and to the retained ones if it says so. Does not wait; any thread.</summary>
    /// <param name="message">The message; its topic is a valid name.</param>
    /// <returns>How many sessions get it.</returns>
    public int Publish(MqttMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return MqttTopic.IsName(message.Topic.Span) && message.Topic.Length <= MqttLimits.FieldBytesMax
            ? Router.Publish(message)
            : throw new ArgumentException("A topic name is 1 to 65535 bytes without wildcards.", nameof(message));
    }

    /// <summary>Ends the timers of sessions without a connection. What is stored stays.</summary>
    public void Dispose() => Sessions.Dispose();

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

    /// <summary>Publishes a will: the host gets it first, as it would a message. The task completes when the host has committed it, and never fails.</summary>
    internal Task PublishWill(string key, IMqttSession session, MqttWill will)
    {
        try
        {
            var publish = new MqttPublish(will.Topic.Span, will.Payload.Span, will.Properties.Span, will.Qos, will.Retain, isDuplicate: false, packetId: 0, topicAlias: 0, isWill: true);
            var taken = session.Publish(publish);
            if (taken.IsForSubscribers && taken.Code < MqttReasonCode.UnspecifiedError)
            {
                Router.Publish(publish, key);
            }

            return CommitWillAsync(session);
        }
        catch (Exception failure) // the host's
        {
            WillFailed(failure);
            return Task.CompletedTask;
        }
    }

    internal void SessionEnded(string key)
    {
        try
        {
            Host.SessionEnded(key);
        }
        catch (Exception failure) // the host's
        {
            _logger.LogError(failure, "The host failed when a session ended");
        }
    }

    internal void CountPublishes(int count) => Interlocked.Add(ref _publishes, count);

    internal void Ended(MqttServerConnection connection, MqttClosed closed)
    {
        Interlocked.Increment(ref _closed[(int)closed.Cause]);
        _logger.LogDebug("{Remote} closed: {Cause}, 0x{Code:X2}", connection.RemoteEndPoint, closed.Cause, (int)closed.Code);
    }

    internal void Failed(MqttServerConnection connection, Exception failure) =>
        _logger.LogError(failure, "The host failed; the connection of {Remote} is closed", connection.RemoteEndPoint);

    private async Task CommitWillAsync(IMqttSession session)
    {
        try
        {
            await session.CommitAsync(CancellationToken.None);
        }
        catch (Exception failure) // the host's
        {
            WillFailed(failure);
        }
    }

    private void WillFailed(Exception failure) => _logger.LogError(failure, "The host failed over a will");
}
