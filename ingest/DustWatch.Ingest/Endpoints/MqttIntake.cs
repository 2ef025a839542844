using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Mqtt;

namespace DustWatch.Ingest.Endpoints;

/// <summary>
/// The embedded MQTT endpoint's host: lets devices in by id and secret or by certificate, and turns what they publish into samples in the log. Any
/// number of connections.
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
        if (peer.ClientCertificate is { } certificate)
        {
            return ValueTask.FromResult(AdmitByCertificate(certificate, connect, peer));
        }

        if (connect.UserName is not { Length: > 0 } user)
        {
            return ValueTask.FromResult(options.AllowAnonymous && IsLoopback(peer.RemoteEndPoint)
                ? Admit(Sender.Anonymous(), "", connect, peer)
                : MqttAdmission.Refuse(MqttReasonCode.NotAuthorized, "Sign in with the device id as user name and its secret as password."));
        }

        var device = options.TakesTokens && (connect.Password ?? default).IsEmpty
            ? secrets.DeviceOf(user)
            : secrets.IsSecretOf(user, (connect.Password ?? default).Span) ? user : null;
        return ValueTask.FromResult(device is not null
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

    /// <summary>The subject's one common name, or null: with two of them it would be anybody's guess which one counts.</summary>
    private static string? CommonNameOf(X509Certificate2 certificate)
    {
        const string CommonName = "2.5.4.3";
        string? found = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements || part.GetSingleElementType().Value == CommonName && found is not null)
            {
                return null;
            }

            found = part.GetSingleElementType().Value == CommonName ? part.GetSingleElementValue() : found;
        }

        return found;
    }

    private static bool IsLoopback(EndPoint? remote) => remote is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);

    // The listener has checked whose certificate it is. A user name beside it has to be the same device, or somebody has mixed up two of them.
    private MqttAdmission AdmitByCertificate(X509Certificate2 certificate, MqttConnect connect, IMqttPeer peer) =>
        CommonNameOf(certificate) is not { } device || !intake.KnowsDevice(device)
            ? MqttAdmission.Refuse(MqttReasonCode.NotAuthorized, "The common name of the certificate is no device.")
            : connect.UserName is { Length: > 0 } user && user != device
                ? MqttAdmission.Refuse(MqttReasonCode.BadUserNameOrPassword, "The user name is not the device of the certificate.")
                : Admit(Sender.OfDevice(device), device, connect, peer);

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
