using System.CommandLine;
using System.Globalization;
using DustWatch.Measurements;
using DustWatch.Mqtt;
using DustWatch.Simulator.Feed;
using DustWatch.Simulator.Replay;

namespace DustWatch.Simulator.Commands;

/// <summary><c>replay FILE</c>: recorded samples, sent to a running system.</summary>
internal static class ReplayCommand
{
    private const int Failed = 1;
    private const int WrongUse = 2;
    private const string DemoEnterprise = "own";

    /// <summary>Makes the command.</summary>
    public static Command Create(TimeProvider clock)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "CSV with header point,quantity,ts,value[,flag]; ts in ms UTC" };
        var broker = BrokerAddress.CreateOption();
        var enterprise = new Option<string>("--enterprise") { Description = "Whose the file's points are; the demo's own by default", HelpName = "ID", DefaultValueFactory = _ => DemoEnterprise };
        var registry = new Option<FileInfo?>("--registry") { Description = "REGISTRY.json that says whose each point is, instead of --enterprise", HelpName = "FILE" };
        var speed = new Option<double?>("--speed") { Description = "So many times faster than recorded (1: as recorded); without it as fast as it is taken", HelpName = "N" };
        speed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or > 0))
            {
                result.AddError("--speed takes a number above 0.");
            }
        });
        var end = new Option<string?>("--end") { Description = "now: move all times so that the last sample is the present; without it times stay as they are", HelpName = "now" };
        end.AcceptOnlyFromAmong("now");
        var command = new Command("replay", "Sends a file of recorded samples to a running system, a point's samples in their order") { file, broker, enterprise, registry, speed, end };
        command.SetAction((parsed, cancellationToken) =>
        {
            var input = parsed.GetRequiredValue(file);
            var known = parsed.GetValue(registry);
            foreach (var missing in new[] { input, known }.OfType<FileInfo>().Where(f => !f.Exists))
            {
                Console.Error.WriteLine($"{missing} is not there.");
                return Task.FromResult(WrongUse);
            }

            if (!TryReadRegistry(known, out var points))
            {
                return Task.FromResult(WrongUse);
            }

            return RunAsync(
                input,
                points,
                parsed.GetRequiredValue(enterprise),
                parsed.GetRequiredValue(broker)!, // a value that is none was refused
                parsed.GetValue(speed),
                parsed.GetValue(end) is not null,
                clock,
                cancellationToken);
        });
        return command;
    }

    private static bool TryReadRegistry(FileInfo? file, out Registry? registry)
    {
        registry = null;
        if (file is null || RegistryReader.TryRead(File.ReadAllBytes(file.FullName), out registry, out var faults))
        {
            return true;
        }

        foreach (var fault in faults.Where(f => !f.IsWarning))
        {
            Console.Error.WriteLine($"{file}: {fault}");
        }

        return false;
    }

    private static async Task<int> RunAsync(
        FileInfo input, Registry? points, string enterprise, MqttAddress broker, double? speed, bool isEndingNow, TimeProvider clock, CancellationToken cancellationToken)
    {
        var badLines = 0;
        var file = ReplayFile.Read(input.FullName, points, enterprise, line =>
        {
            badLines++;
            Console.Error.WriteLine(line);
        });
        file = isEndingNow ? file.EndingAt(Instant.Now(clock)) : file;
        try
        {
            await using var publisher = await MqttPublisher.ConnectAsync(BrokerAddress.OptionsOf(broker), clock, cancellationToken);
            var percent = -1;
            await new Replayer(file, publisher.PublishAsync, clock).RunAsync(speed, sent => Show(sent, file.Samples.Count, ref percent), cancellationToken);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{file.Samples.Count} samples in {publisher.Messages} messages, {publisher.Refused} refused, {badLines} bad lines"));
            return badLines == 0 && publisher.Refused == 0 ? 0 : Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed;
        }
        catch (Exception fault) when (fault is MqttConnectException or MqttClosedException or IOException)
        {
            await Console.Error.WriteLineAsync($"{broker.Authority}: {fault.Message}");
            return Failed;
        }
    }

    private static void Show(int sent, int all, ref int percent)
    {
        var now = (int)(100L * sent / all);
        if (!Console.IsErrorRedirected && now > percent)
        {
            percent = now;
            Console.Error.Write(sent == all ? "\r          \r" : $"\r{now,3} %");
        }
    }
}
