using System.CommandLine;
using DustWatch.Mqtt;
using DustWatch.Simulator.Feed;
using DustWatch.Simulator.Scenario;

namespace DustWatch.Simulator.Commands;

/// <summary><c>demo</c>: the demo's district in real time, sent to a running system.</summary>
internal static class DemoCommand
{
    private const int Failed = 1;

    /// <summary>Makes the command.</summary>
    public static Command Create(TimeProvider clock)
    {
        var broker = BrokerAddress.CreateOption();
        var seed = new Option<int>("--seed") { Description = "Which district: the same seed gives the same samples at the same time", HelpName = "N", DefaultValueFactory = _ => 1 };
        var registry = new Option<FileInfo?>("--registry")
        {
            Description = "Write the district's REGISTRY.json to FILE, for `dustwatch import`, and end",
            HelpName = "FILE",
        };
        var command = new Command("demo", "Feeds a district of 200 points: each point's backlog of the running shift, then live; incidents are told on standard output")
        {
            broker, seed, registry,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var district = DemoDistrict.Create(parsed.GetValue(seed));
            return parsed.GetValue(registry) is { } file
                ? WriteRegistryAsync(district, file, cancellationToken)
                : RunAsync(district, parsed.GetRequiredValue(broker)!, parsed.GetValue(seed), clock, cancellationToken); // a value that is none was refused
        });
        return command;
    }

    private static async Task<int> WriteRegistryAsync(DemoDistrict district, FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(file.FullName, district.RegistryJson, cancellationToken);
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"Cannot write {file.FullName}: {fault.Message}");
            return Failed;
        }
    }

    private static async Task<int> RunAsync(DemoDistrict district, MqttAddress broker, int seed, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await using var publisher = await MqttPublisher.ConnectAsync(BrokerAddress.OptionsOf(broker), clock, cancellationToken);
            var feed = new DemoFeed(district, seed, publisher.PublishAsync, clock);
            Console.WriteLine($"Sending {DemoDistrict.FedPoints} points to {broker.Authority}, seed {seed}; Ctrl+C ends it. What goes wrong, from now:");
            foreach (var line in feed.Descriptions)
            {
                Console.WriteLine(line);
            }

            await feed.RunAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception fault) when (fault is MqttConnectException or MqttClosedException or IOException)
        {
            await Console.Error.WriteLineAsync($"{broker.Authority}: {fault.Message}");
            return Failed;
        }
    }
}
