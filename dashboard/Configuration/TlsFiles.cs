using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DustWatch.Dashboard.Configuration;

/// <summary>The PEM files of a TLS listener.</summary>
/// <param name="Certificate">The certificate, and after it those between it and its root.</param>
/// <param name="Key">Its private key, not encrypted.</param>
/// <param name="ClientCa">Roots of client certificates; null when none are asked for.</param>
internal sealed record TlsFiles(string Certificate, string Key, string? ClientCa = null)
{
    /// <summary>The certificate with its chain.</summary>
    /// <exception cref="CryptographicException">The files hold no certificate and key, or two that do not belong together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SslStreamCertificateContext ReadCertificate(string certificatePem, string keyPem)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificatePem);
        var certificate = CreateFromPem(certificatePem, keyPem);
        if (OperatingSystem.IsWindows())
        {
            // Schannel takes no key that is in memory alone.
            certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }

        return SslStreamCertificateContext.Create(certificate, [.. chain.Skip(1)], offline: true);
    }

    /// <summary>The certificates of a file of roots.</summary>
    /// <exception cref="CryptographicException">There is none.</exception>
    public static X509Certificate2Collection ReadRoots(string pem)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(pem);
        return roots.Count > 0 ? roots : throw new CryptographicException("There is no certificate in it.");
    }

    private static X509Certificate2 CreateFromPem(string certificatePem, string keyPem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificatePem, keyPem);
        }
        catch (ArgumentException mismatch)
        {
            throw new CryptographicException("The key is not the certificate's.", mismatch);
        }
    }
}
