using System.Text;

namespace DustWatch.Mqtt;

/// <summary>
/// A client that keeps its session over any number of connections: it connects again with <see cref="MqttBackoff"/>, subscribes again, sends again what was not
/// acknowledged, and takes no message of QoS 2 twice. Every member may be called from any thread.
/// </summary>
/// <remarks>
/// The session is kept in memory: what was not acknowledged when the process ends is lost, as its publishers know. A publish waits while there is no connection, so what waits
/// is bounded by who publishes; of QoS 1 and 2 at most <see cref="MqttClientOptions.MaxInflight"/> are under way.
/// </remarks>
public sealed class MqttReconnectingClient : IAsyncDisposable
{
    private readonly IReadOnlyList<MqttSubscription> _subscriptions;
    private readonly IMqttReceiver? _receiver;
    private readonly MqttBackoff _backoff;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly MqttClientSession _session;
    private readonly MqttVersion _first;
    private readonly CancellationTokenSource _stopping = new();
    private MqttClientOptions _options;
    private TaskCompletionSource<MqttClient> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile MqttConnectionState _state;
    private Task _running = Task.CompletedTask;
    private int _isDisposed;

    /// <summary>A client that is not started yet.</summary>
    /// <param name="options">
    /// Whom to, and as what. With <see cref="MqttClientOptions.CleanStart"/> the first connection begins a new session; the ones after it go on with it. A server that knows no 5.0 is
    /// spoken to in 3.1.1.
    /// </param>
    /// <param name="subscriptions">Subscribed to on each connection; one that is refused ends it.</param>
    /// <param name="receiver">Gets what is sent, or null.</param>
    /// <param name="backoff">How long to wait between two tries.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="random">Gives the random part of the waits; used by one task.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public MqttReconnectingClient(MqttClientOptions options, IReadOnlyList<MqttSubscription> subscriptions, IMqttReceiver? receiver, MqttBackoff backoff, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        }

        (_options, _subscriptions, _receiver, _backoff, _time, _random) = (options, subscriptions, receiver, backoff, time, random);
        _session = new(options, isKept: true);
        _first = options.Version;
        _state = new(IsConnected: false, time.GetUtcNow(), Connections: 0, Failures: 0, Reason: null, options.Version);
    }

    /// <summary>Raised after <see cref="State"/> has changed, on the client's own task: a handler returns at once.</summary>
    public event Action<MqttConnectionState>? StateChanged;

    /// <summary>How it stands now.</summary>
    public MqttConnectionState State => _state;

    /// <summary>Begins to connect. Once.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Completes when it is connected and has its subscriptions; at once when it is.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task WaitUntilConnectedAsync(CancellationToken cancellationToken = default) => await ConnectionAsync(cancellationToken);

    /// <summary>Publishes one message: when there is a connection, and, of QoS 1 and 2, again on the next one until it is acknowledged.</summary>
    /// <param name="topic">Topic name, UTF-8, without wildcards.</param>
    /// <param name="payload">Payload; copied when it is sent.</param>
    /// <param name="qos">QoS.</param>
    /// <param name="retain">RETAIN flag.</param>
    /// <param name="properties">What is said about it on 5.0, or null; 3.1.1 has no place for it.</param>
    /// <param name="cancellationToken">Gives up waiting for a connection and for room; once the message is on its way it has no effect.</param>
    /// <returns>As <see cref="MqttClient.PublishAsync(ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, MqttQos, bool, MqttPublishProperties, CancellationToken)"/>.</returns>
    /// <exception cref="MqttClosedException">The client was disposed.</exception>
    public async ValueTask<MqttReasonCode> PublishAsync(ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> payload, MqttQos qos = MqttQos.AtMostOnce, bool retain = false, MqttPublishProperties? properties = null, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var client = await ConnectionAsync(cancellationToken);
            try
            {
                return await client.PublishAsync(topic, payload, qos, retain, properties, cancellationToken);
            }
            catch (MqttClosedException) when (qos == MqttQos.AtMostOnce && !_stopping.IsCancellationRequested)
            {
                // It was not sent: the connection ended before. The next one replaces it.
                await client.Closed;
                await Task.Yield();
            }
        }
    }

    /// <summary>Publishes one message; see the other overload.</summary>
    /// <param name="topic">Topic name without wildcards.</param>
    /// <param name="payload">Payload.</param>
    /// <param name="qos">QoS.</param>
    /// <param name="retain">RETAIN flag.</param>
    /// <param name="properties">What is said about it on 5.0, or null; 3.1.1 has no place for it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<MqttReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQos qos = MqttQos.AtMostOnce, bool retain = false, MqttPublishProperties? properties = null, CancellationToken cancellationToken = default) =>
        PublishAsync(Encoding.UTF8.GetBytes(topic), payload, qos, retain, properties, cancellationToken);

    /// <summary>Takes leave: what was committed is acknowledged first. Publishes that are not acknowledged fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _running;
        var closed = new MqttClosed(MqttCloseCause.ClientDisconnected, MqttReasonCode.Success);
        _session.Outgoing.End(closed);
        _connected.TrySetException(new MqttClosedException(closed));
        _ = _connected.Task.Exception; // nobody may be waiting for it
        _session.Dispose();
        _stopping.Dispose();
    }

    private Task<MqttClient> ConnectionAsync(CancellationToken cancellationToken) => Volatile.Read(ref _connected).Task.WaitAsync(cancellationToken);

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var reason = await ServeAsync(failures);
                failures = _state is { IsConnected: true, Since: var since } && _time.GetUtcNow() - since >= _backoff.Longest ? 1 : failures + 1;
                Become(false, failures, reason);
                await Task.Delay(_backoff.DelayAfter(failures, _random), _time, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
        }
    }

    /// <summary>One connection, from the try to its end.</summary>
    /// <returns>Why it ended, or did not begin.</returns>
    private async Task<string> ServeAsync(int failures)
    {
        MqttClient client;
        try
        {
            client = await MqttClient.ConnectAsync(_options, _time, _receiver, _session, _stopping.Token);
        }
        catch (MqttConnectException refusal)
        {
            TryAnotherVersion(refusal);
            return refusal.Message;
        }
        catch (Exception failure) when (failure is not OperationCanceledException) // whatever it is, the next try may go better
        {
            return failure.Message;
        }

        await using (client)
        {
            _options = _options with { CleanStart = false, ClientId = client.ClientId };
            try
            {
                if (await SubscribeAsync(client) is { } refusal)
                {
                    await client.DisconnectAsync();
                    return refusal;
                }

                Become(true, failures, reason: null);
                _connected.TrySetResult(client);
                var closed = await client.Closed.WaitAsync(_stopping.Token);
                return closed.Text ?? $"{closed.Cause}, 0x{(int)closed.Code:X2}";
            }
            catch (MqttClosedException ended)
            {
                return ended.Closed?.Text ?? ended.Message;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                await client.DisconnectAsync();
                throw;
            }
            finally
            {
                if (_connected.Task.IsCompleted)
                {
                    Volatile.Write(ref _connected, new(TaskCreationOptions.RunContinuationsAsynchronously));
                }
            }
        }
    }

    /// <summary>A server that says that it does not know 5.0, or says nothing to it, is spoken to in 3.1.1; one that says nothing to that either, in 5.0 again. A version that has once worked stays.</summary>
    private void TryAnotherVersion(MqttConnectException refusal)
    {
        var isUnknown = refusal.Code == MqttReasonCode.UnsupportedProtocolVersion && _options.Version == MqttVersion.V500;
        var other = _options with { Version = _options.Version == _first ? MqttVersion.V311 : _first };
        if ((isUnknown || refusal.IsUnanswered && _state.Connections == 0) && other.Faults().Count == 0)
        {
            _options = other;
        }
    }

    private async Task<string?> SubscribeAsync(MqttClient client)
    {
        if (_subscriptions.Count == 0)
        {
            return null;
        }

        IReadOnlyList<MqttReasonCode> codes;
        try
        {
            codes = await client.SubscribeAsync(_subscriptions, _stopping.Token).WaitAsync(_options.ConnectTimeout, _time);
        }
        catch (TimeoutException)
        {
            return "the server does not answer a SUBSCRIBE";
        }

        for (var i = 0; i < codes.Count; i++)
        {
            if (codes[i] >= MqttReasonCode.UnspecifiedError)
            {
                return $"the server refuses the subscription {_subscriptions[i].Filter}: {codes[i]}";
            }
        }

        return null;
    }

    private void Become(bool isConnected, int failures, string? reason)
    {
        var connections = _state.Connections + (isConnected ? 1 : 0);
        var since = isConnected || _state.IsConnected ? _time.GetUtcNow() : _state.Since;
        _state = new(isConnected, since, connections, failures, reason, _options.Version);
        StateChanged?.Invoke(_state);
    }
}
