using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace DustWatch.Mqtt;

/// <summary>A connection as its host sees it. Every member may be called from any thread, and after the connection has ended.</summary>
public interface IMqttPeer
{
    /// <summary>The other end, or null when the transport knows none.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>The certificate that the client has shown and the listener has checked, or null. It lives as long as the connection.</summary>
    X509Certificate2? ClientCertificate => null;

    /// <summary>Closes the connection: a 5.0 client is told the code and the reason, a 3.1.1 client is closed without a word. Does not wait; the session's <see cref="IMqttSession.Closed"/> follows. Only the first close of a connection counts.</summary>
    /// <param name="code">A DISCONNECT code from 0x80 on, such as <see cref="MqttReasonCode.NotAuthorized"/> for a revoked device.</param>
    /// <param name="reason">Text for a person, or null; left out when longer than <see cref="MqttLimits.ReasonStringBytesMax"/> bytes.</param>
    void Disconnect(MqttReasonCode code, string? reason = null);
}
