using System.Net;
using System.Text.Json;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Mqtt;
using DustWatch.Simulator.Feed;
using DustWatch.Simulator.Scenario;

namespace DustWatch.Dashboard.Demo;

/// <summary>
/// The simulated district beside the server: its registry is imported like any other, and its devices' samples come in over MQTT, through the front
/// door, signed in as one device that has all the points.
/// </summary>
internal sealed partial class DemoHost : IAsyncDisposable
{
    private const string Device = "simulator";

    private readonly CancellationTokenSource _stopping;
    private readonly Task _feeding;

    private DemoHost(DemoDistrict district, int seed, IPEndPoint endPoint, string secret, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _feeding = FeedAsync(district, seed, endPoint, secret, clock, logger, _stopping.Token);
    }

    /// <summary>Imports the district's registry.</summary>
    /// <returns>The district.</returns>
    public static async Task<DemoDistrict> PrepareAsync(Installation installation, int seed)
    {
        if (installation.Settings.MqttListen is null)
        {
            throw new ConfigurationFaultException("Mqtt:Listen: the demo's devices publish over MQTT; with --demo it takes an address and port, not off");
        }

        var district = DemoDistrict.Create(seed);
        var points = district.Registry.Points.Take(DemoDistrict.FedPoints).Select(p => p.Id);
        var device = JsonSerializer.SerializeToUtf8Bytes(new { devices = new[] { new { id = Device, points, protocol = "mqtt" } } });
        foreach (var json in new[] { district.RegistryJson, device })
        {
            var faults = await installation.ImportAsync(json, "demo");
            if (faults.FirstOrDefault(f => !f.IsWarning) is { } fault)
            {
                throw new System.Diagnostics.UnreachableException($"The demo's registry is refused: {fault}");
            }
        }

        return district;
    }

    /// <summary>Begins to feed.</summary>
    public static async Task<DemoHost> StartAsync(DemoDistrict district, int seed, Installation installation, IPEndPoint endPoint, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        var device = installation.Registry.Current.FindDevice(Device) ?? throw new System.Diagnostics.UnreachableException("The demo's device was imported before.");
        await installation.Devices.SaveAsync(Device, device.Points, "demo");
        var secret = await installation.Devices.MakeSecretAsync(Device, "demo") ?? throw new System.Diagnostics.UnreachableException("The demo's device was saved before.");
        return new DemoHost(district, seed, endPoint, secret.Value, clock, logger, stopping);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _feeding;
        _stopping.Dispose();
    }

    private static async Task FeedAsync(DemoDistrict district, int seed, IPEndPoint endPoint, string secret, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        try
        {
            var address = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : endPoint.Address;
            await using var client = await MqttClient.ConnectAsync(
                new MqttClientOptions { Host = address.ToString(), Port = endPoint.Port, ClientId = Device, UserName = Device, Password = secret },
                clock,
                stopping);
            var feed = new DemoFeed(district, seed, (topic, payload, token) => PublishAsync(client, topic, payload, token), clock);
            foreach (var incident in feed.Descriptions)
            {
                Incident(logger, incident);
            }

            await feed.RunAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            Failed(logger, exception);
        }
    }

    private static async ValueTask PublishAsync(MqttClient client, string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var reason = await client.PublishAsync(topic, payload, MqttQos.AtLeastOnce, cancellationToken: cancellationToken);
        if (reason >= MqttReasonCode.UnspecifiedError)
        {
            throw new InvalidOperationException($"The endpoint refused {topic}: {reason}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo: {Incident}")]
    private static partial void Incident(ILogger logger, string incident);

    [LoggerMessage(Level = LogLevel.Error, Message = "The demo's devices have stopped sending.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
