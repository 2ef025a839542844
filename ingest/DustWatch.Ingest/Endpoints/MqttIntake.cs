using System.Collections.Concurrent;
using System.Net;
using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Mqtt;

namespace DustWatch.Ingest.Endpoints;

/// <summary>
/// The embedded MQTT endpoint's host: lets devices in by id and secret, and turns what they publish into samples in the log. Any number of
/// connections.
/// </summary>
public sealed class MqttIntake(SampleIntake intake, ISampleLog log, IDeviceSecrets secrets, MqttIntakeOptions options, TimeProvider clock) : IMqttHost
{
    private readonly ConcurrentDictionary<MqttIntakeSession, IMqttPeer> _sessions = new();

    /// <summary>Raised when a device, or its last will, said that a point is online (true) or offline. On the connection's loop: a handler returns at once.</summary>
    public event Action<int, bool>? StatusSaid;

    /// <summary>Messages by result.</summary>
    public IntakeCounters Counters { get; } = new();

    /// <inheritdoc/>
    public ValueTask<MqttAdmission> AdmitAsync(MqttConnect connect, IMqttPeer peer, CancellationToken cancellationToken)
    {
        if (connect.UserName is not { Length: > 0 } device)
        {
            return ValueTask.FromResult(options.AllowAnonymous && IsLoopback(peer.RemoteEndPoint)
                ? Admit(Sender.Anonymous(), "", connect, peer)
                : MqttAdmission.Refuse(MqttReasonCode.NotAuthorized, "Sign in with the device id as user name and its secret as password."));
        }

        var isKnown = secrets.IsSecretOf(device, (connect.Password ?? default).Span);
        return ValueTask.FromResult(isKnown
            ? Admit(Sender.OfDevice(device), device, connect, peer)
            : MqttAdmission.Refuse(MqttReasonCode.BadUserNameOrPassword, "The device id or its secret is wrong."));
    }

    /// <inheritdoc/>
    public void SessionEnded(string sessionKey)
    {
        if (log.ReadReceipts(sessionKey).Count > 0)
        {
            _ = ForgetReceiptsAsync(sessionKey);
        }
    }

    /// <inheritdoc/>
    public IMqttSession? SessionOf(string sessionKey)
    {
        // A device's id holds no slash; an anonymous client's is empty.
        var user = sessionKey[..sessionKey.IndexOf('/', StringComparison.Ordinal)];
        return new MqttIntakeSession(this, intake, log, user.Length == 0 ? Sender.Anonymous() : Sender.OfDevice(user), sessionKey, clock);
    }

    /// <summary>Closes the connections of a device whose rights have ended.</summary>
    public void Disconnect(string device)
    {
        foreach (var (session, peer) in _sessions)
        {
            if (session.Sender.Kind == SenderKind.Device && session.Sender.Key == device)
            {
                peer.Disconnect(MqttReasonCode.NotAuthorized, "The device's secret has changed.");
            }
        }
    }

    internal void SayStatus(int point, bool isOnline) => StatusSaid?.Invoke(point, isOnline);

    internal void Forget(MqttIntakeSession session) => _sessions.TryRemove(session, out _);

    private static bool IsLoopback(EndPoint? remote) => remote is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);

    // Anonymous clients may take each other over, and devices only themselves: the key holds who signed in.
    private MqttAdmission Admit(Sender sender, string user, MqttConnect connect, IMqttPeer peer)
    {
        var key = $"{user}/{connect.ClientId}";
        var session = new MqttIntakeSession(this, intake, log, sender, key, clock);
        _sessions[session] = peer;
        return MqttAdmission.Admit(session, key, log.ReadReceipts(key));
    }

    private async Task ForgetReceiptsAsync(string sessionKey)
    {
        try
        {
            await log.ForgetReceiptsAsync(sessionKey);
        }
        catch (IOException)
        {
            // The log is full or gone, as everybody is told by then; what stays behind is forgotten when the key is used again.
        }
    }
}
