using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Simulator.Scenario;

namespace DustWatch.Dashboard.Demo;

/// <summary>A data folder that holds the simulated district: its registry imported like any other, and one device that has all the fed points.</summary>
internal sealed class DemoInstallation
{
    /// <summary>Id of the device that sends for all points.</summary>
    public const string Device = "simulator";

    private const string Actor = "demo";

    private readonly Installation _installation;
    private readonly DemoDistrict _district;
    private readonly int _seed;

    private DemoInstallation(Installation installation, DemoDistrict district, int seed) => (_installation, _district, _seed) = (installation, district, seed);

    /// <summary>Imports the district's registry.</summary>
    /// <exception cref="ConfigurationFaultException">There is no MQTT endpoint to publish to.</exception>
    public static async Task<DemoInstallation> PrepareAsync(Installation installation, int seed)
    {
        if (installation.Settings.MqttListen is null)
        {
            throw new ConfigurationFaultException("Mqtt:Listen: the demo's devices publish over MQTT; with --demo it takes an address and port, not off");
        }

        var district = DemoDistrict.Create(seed);
        var points = district.Registry.Points.Take(DemoDistrict.FedPoints).Select(p => p.Id);
        var device = JsonSerializer.SerializeToUtf8Bytes(new { devices = new[] { new { id = Device, points, protocol = "mqtt" } } });

        // The district names a device a point, for whoever builds it with real ones. None of those would ever send here.
        var registry = JsonNode.Parse(district.RegistryJson.Span)?.AsObject() ?? throw new UnreachableException("A registry is an object.");
        registry.Remove("devices");
        foreach (var json in new[] { JsonSerializer.SerializeToUtf8Bytes(registry), device })
        {
            var faults = await installation.ImportAsync(json, Actor);
            if (faults.FirstOrDefault(f => !f.IsWarning) is { } fault)
            {
                throw new UnreachableException($"The demo's registry is refused: {fault}");
            }
        }

        return new DemoInstallation(installation, district, seed);
    }

    /// <summary>Begins to feed, with a secret that nobody else knows.</summary>
    public async Task<DemoHost> StartAsync(IPEndPoint endPoint, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        var device = _installation.Registry.Current.FindDevice(Device) ?? throw new UnreachableException("The demo's device was imported before.");
        await _installation.Devices.SaveAsync(Device, device.Points, Actor);
        var secret = await _installation.Devices.MakeSecretAsync(Device, Actor) ?? throw new UnreachableException("The demo's device was saved before.");
        return new DemoHost(_district, _seed, endPoint, secret.Value, clock, logger, stopping);
    }
}
