using System.Net;
using DustWatch.Mqtt;
using DustWatch.Simulator.Feed;
using DustWatch.Simulator.Scenario;

namespace DustWatch.Dashboard.Demo;

/// <summary>
/// The simulated district's devices beside the server: their samples come in over MQTT, through the front door, signed in as one device that has all
/// the points.
/// </summary>
internal sealed partial class DemoHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping;
    private readonly Task _feeding;

    /// <summary>Begins to feed.</summary>
    public DemoHost(DemoDistrict district, int seed, IPEndPoint endPoint, string secret, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _feeding = FeedAsync(district, seed, endPoint, secret, clock, logger, _stopping.Token);
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
                new MqttClientOptions { Host = address.ToString(), Port = endPoint.Port, ClientId = DemoInstallation.Device, UserName = DemoInstallation.Device, Password = secret },
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
