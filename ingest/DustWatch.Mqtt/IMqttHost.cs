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
}
