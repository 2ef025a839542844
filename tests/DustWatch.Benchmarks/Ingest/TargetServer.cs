using System.Globalization;
using System.Net;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Diagnostics;
using DustWatch.Ingest.Endpoints;
using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>
/// The other side of the suite, in a process of its own so that its CPU time is its own. Prints its port, then a <see cref="TargetMark"/> for each line
/// that it is sent, as soon as it has taken as many messages as the line says; ends when there are no more, so that it never outlives the suite.
/// </summary>
internal static class TargetServer
{
    /// <summary>The argument that starts one: <c>ingest-target KIND FOLDER BROKER-PORT</c>.</summary>
    public const string Command = "ingest-target";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>Serves until standard input ends.</summary>
    /// <param name="kind">What to be.</param>
    /// <param name="folder">Where the log goes, if there is one.</param>
    /// <param name="broker">Port of the broker, if it is a client of one.</param>
    public static async Task RunAsync(TargetKind kind, string folder, int broker)
    {
        switch (kind)
        {
            case TargetKind.Endpoint:
                await using (var log = new ForgetfulLog())
                {
                    await ServeEndpointAsync(log);
                }

                break;
            case TargetKind.DurableEndpoint:
                await using (var log = new SqliteSampleLog(Path.Combine(folder, "log.db"), TimeProvider.System))
                {
                    await ServeEndpointAsync(log);
                }

                break;
            case TargetKind.Bare:
                var bare = new BareHandler();
                await ServeAsync(bare, () => bare.Messages);
                break;
            case TargetKind.Sink:
                using (var sink = new ReadingSink())
                {
                    sink.Start();
                    await AnswerAsync(sink.Port, () => 0);
                }

                break;
            case TargetKind.BrokerClient:
                await using (var log = new ForgetfulLog())
                {
                    await TakeFromBrokerAsync(broker, log);
                }

                break;
            case TargetKind.BareReader:
                using (var reader = await BareReader.StartAsync(broker, IngestMessages.EveryTopic))
                {
                    await AnswerAsync(broker, () => reader.Messages);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    private static async Task ServeEndpointAsync(ISampleLog log)
    {
        var intake = new SampleIntake(IngestMessages.CreateRegistry(), new IntakeOptions(), new IntakeDiagnostics());
        var host = new MqttIntake(intake, log, new EverySecret(), new MqttIntakeOptions(AllowAnonymous: false), TimeProvider.System);
        var endpoint = new MqttEndpoint(host, new MqttEndpointOptions(), TimeProvider.System, NullLogger<MqttEndpoint>.Instance);
        await ServeAsync(endpoint, () => host.Counters.Refused == 0 ? host.Counters.Taken : throw new InvalidOperationException("The endpoint refused messages of the benchmark."));
    }

    private static async Task TakeFromBrokerAsync(int port, ISampleLog log)
    {
        var intake = new SampleIntake(IngestMessages.CreateRegistry(), new IntakeOptions(), new IntakeDiagnostics());
        var address = new MqttAddress("127.0.0.1", port, UserName: null, IsTls: false);
        await using var broker = new Broker(new BrokerOptions(address, "benchmark"), intake, log, TimeProvider.System, Random.Shared);
        var connected = new TaskCompletionSource();
        broker.StateChanged += state => connected.TrySetResult();
        broker.Start();
        await connected.Task;
        await AnswerAsync(port, () => broker.Counters.Refused == 0 ? broker.Counters.Taken : throw new InvalidOperationException("The client refused messages of the benchmark."));
    }

    private static async Task ServeAsync<THandler>(THandler handler, Func<long> messages)
        where THandler : ConnectionHandler
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(handler);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseConnectionHandler<THandler>()));
        await using var application = builder.Build();
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses; // every server has it
        await AnswerAsync(new Uri(addresses.Single()).Port, messages);
    }

    private static async Task AnswerAsync(int port, Func<long> messages)
    {
        Console.WriteLine(port);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            for (var due = long.Parse(line, CultureInfo.InvariantCulture); messages() < due;)
            {
                await Task.Delay(BetweenLooks);
            }

            var mark = new TargetMark(
                Environment.CpuUsage.TotalTime.TotalSeconds, messages(), GC.GetTotalAllocatedBytes(precise: true), Environment.WorkingSet);
            Console.WriteLine(mark.ToLine());
        }
    }
}
