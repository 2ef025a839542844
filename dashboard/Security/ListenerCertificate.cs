using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DustWatch.Dashboard.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace DustWatch.Dashboard.Security;

/// <summary>
/// What a TLS listener shows, read again when its files have changed: a handshake that comes a second or more after the last look compares their text. Files that
/// cannot be used, as in the middle of a renewal, leave the certificate that is in use. Any thread.
/// </summary>
/// <remarks>No file watcher: those miss what is behind links and mounts, which is where certificates are renewed.</remarks>
internal sealed partial class ListenerCertificate
{
    private readonly TlsFiles _files;
    private readonly SslApplicationProtocol[]? _protocols;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private string _read = ""; // what the files held when they were last looked at
    private long _looked;
    private SslServerAuthenticationOptions _options;

    /// <param name="files">Checked already.</param>
    /// <param name="protocols">Application protocols taken; null leaves them to HTTP.</param>
    /// <param name="clock">For the time between two looks.</param>
    /// <param name="logger">Told of each new certificate, and of files that cannot be used.</param>
    /// <exception cref="CryptographicException">The files cannot be used.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public ListenerCertificate(TlsFiles files, IReadOnlyList<string>? protocols, TimeProvider clock, ILogger logger)
    {
        (_files, _clock, _logger) = (files, clock, logger);
        _protocols = protocols is null ? null : [.. protocols.Select(p => new SslApplicationProtocol(p))];
        var texts = ReadTexts();
        _read = string.Concat(texts);
        _looked = clock.GetTimestamp();
        _options = Create(texts);
    }

    /// <summary>How a handshake that begins now is made.</summary>
    public SslServerAuthenticationOptions Current
    {
        get
        {
            lock (_gate)
            {
                if (_clock.GetElapsedTime(_looked) >= Limits.CertificateLookPeriod)
                {
                    _looked = _clock.GetTimestamp();
                    Look();
                }

                return _options;
            }
        }
    }

    /// <summary>Puts it before whatever else a listener does.</summary>
    public void Use(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Current) });

    private void Look()
    {
        try
        {
            var texts = ReadTexts();
            var read = string.Concat(texts);
            if (read != _read)
            {
                _read = read;
                _options = Create(texts);
                Renewed(_logger, _files.Certificate, _options.ServerCertificateContext!.TargetCertificate.NotAfter.ToUniversalTime()); // Create sets it
            }
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            Unusable(_logger, _files.Certificate, unusable.Message);
        }
    }

    private string[] ReadTexts() => [File.ReadAllText(_files.Certificate), File.ReadAllText(_files.Key), _files.ClientCa is null ? "" : File.ReadAllText(_files.ClientCa)];

    private SslServerAuthenticationOptions Create(string[] texts)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = TlsFiles.ReadCertificate(texts[0], texts[1]),
            ApplicationProtocols = _protocols is null ? null : [.. _protocols],
        };
        if (_files.ClientCa is not null)
        {
            // Asked for, not demanded: a device without one signs in with its secret. Revocation lists are rarely within a plant's reach; a device is shut out by taking it from the registry.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            policy.CustomTrustStore.AddRange(TlsFiles.ReadRoots(texts[2]));
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = policy;
            options.RemoteCertificateValidationCallback = static (_, certificate, _, errors) => certificate is null || errors == SslPolicyErrors.None;
        }

        return options;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate {File} was read again; it ends {NotAfter:u}.")]
    private static partial void Renewed(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificate {File} has changed and cannot be used; the one before stays in use. {Reason}")]
    private static partial void Unusable(ILogger logger, string file, string reason);
}
