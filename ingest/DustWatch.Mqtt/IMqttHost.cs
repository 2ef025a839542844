namespace DustWatch.Mqtt;

/// <summary>Decides who may connect. Called from many connections at once.</summary>
public interface IMqttHost
{
    /// <summary>Judges a client by what its CONNECT says.</summary>
    /// <param name="connect">The CONNECT, valid by the standard; its client identifier is never empty.</param>
    /// <param name="peer">The connection, to be kept if the host wants to close it later.</param>
    /// <param name="cancellationToken">Cancelled when the connection is closed meanwhile; the connect timeout runs on while the host decides.</param>
    /// <returns>An admission with a session of its own, or a refusal. An exception closes the connection with 0x80 (3.1.1: return code 3).</returns>
    ValueTask<MqttAdmission> AdmitAsync(MqttConnect connect, IMqttPeer peer, CancellationToken cancellationToken);

    /// <summary>A session is over, with all that was kept for it: packet identifiers that the host has stored are to be forgotten.</summary>
    /// <param name="sessionKey">Its key.</param>
    void SessionEnded(string sessionKey)
    {
    }

    /// <summary>A session for the will of a connection that was lost when the process ended; null when the host has none, and then the will is lost too.</summary>
    /// <param name="sessionKey">Its key.</param>
    IMqttSession? SessionOf(string sessionKey) => null;
}
