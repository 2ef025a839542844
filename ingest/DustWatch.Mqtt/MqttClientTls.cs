using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DustWatch.Mqtt;

/// <summary>How a client speaks TLS. The server's certificate is always checked.</summary>
public sealed record MqttClientTls
{
    /// <summary>The name that the server's certificate has to be for; null for the host of the connection.</summary>
    public string? ServerName { get; init; }

    /// <summary>Roots that are trusted in place of the system's, or null.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The client's own certificate with its key, or null.</summary>
    public X509Certificate2? Certificate { get; init; }

    internal SslClientAuthenticationOptions ToOptions(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = ServerName ?? host };
        if (Certificate is not null)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(Certificate, additionalCertificates: null, offline: true);
        }

        if (Roots is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Roots);
        }

        return options;
    }
}
