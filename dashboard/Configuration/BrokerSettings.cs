using System.Security.Cryptography;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Ingest.Endpoints;
using DustWatch.Mqtt;

namespace DustWatch.Dashboard.Configuration;

/// <summary>External brokers that samples are taken from.</summary>
/// <param name="Addresses">Where they are; empty for none.</param>
/// <param name="Passwords">None, one for all, or one for each.</param>
/// <param name="ClientId">Client identifier; null for one that is made for the data folder and kept in it.</param>
/// <param name="Share">Name of the shared subscription, or null.</param>
/// <param name="Ca">PEM file of the roots of their certificates, or null for the system's.</param>
internal sealed record BrokerSettings(IReadOnlyList<MqttAddress> Addresses, IReadOnlyList<string> Passwords, string? ClientId, string? Share, string? Ca)
{
    /// <summary>What to connect to.</summary>
    public IEnumerable<BrokerOptions> OptionsOf(DataFolder folder)
    {
        if (Addresses.Count == 0)
        {
            return [];
        }

        var roots = Ca is null ? null : TlsFiles.ReadRoots(File.ReadAllText(Ca));

        // A session holds its subscriptions: one that is shared and one that is not must not be the same.
        var clientId = $"{ClientId ?? OwnClientId(folder)}{(Share is null ? "" : $"-{Share}")}";
        return Addresses.Select((address, i) => new BrokerOptions(
            address, clientId, Passwords.Count == 0 || address.UserName is null ? null : Passwords[Passwords.Count == 1 ? 0 : i], Share, roots));
    }

    // Kept, as a broker keeps what was published while nobody was connected under this name.
    private static string OwnClientId(DataFolder folder)
    {
        if (!File.Exists(folder.BrokerClientId))
        {
            File.WriteAllText(folder.BrokerClientId, $"dustwatch-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        }

        return File.ReadAllText(folder.BrokerClientId).Trim();
    }
}
