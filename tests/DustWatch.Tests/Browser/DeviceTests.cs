using System.Text;
using System.Text.RegularExpressions;
using DustWatch.Mqtt;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace DustWatch.Tests.Browser;

/// <summary>Somebody who makes a device talk is told what it sent and why that was refused.</summary>
public sealed class DeviceTests
{
    private const string Topic = "dustwatch/v1/own/own-1/data";

    [Test]
    public async Task What_a_device_sent_is_shown_with_the_reason_why_it_was_refused()
    {
        await using var open = await OpenPage.SignInAsync(DemoInChromium.Demo);
        var page = open.Page;
        await page.GotoAsync("/points/own-1");
        await page.GetByTestId("device-link").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/devices/anonymous$"));
        await Expect(page.GetByTestId("send-line")).ToContainTextAsync($"-p {DemoInChromium.Demo.MqttPort} -t {Topic} -m");
        await open.MarkAsync();

        await using (var client = await MqttClient.ConnectAsync(new MqttClientOptions { Host = "127.0.0.1", Port = DemoInChromium.Demo.MqttPort }, TimeProvider.System))
        {
            await SendAsync(client, """{"dust_respirable":"0.82"}""");
            await SendAsync(client, """{"<img src=x onerror=alert(1)>":1,"noise_laeq":-7}""");
            await SendAsync(client, """{"ts":4102444800000,"noise_laeq":70}""");
            await SendAsync(client, "dust_respirable=0.82");
        }

        foreach (var reason in new[] { "not-a-number", "unknown-quantity", "out-of-range", "malformed" })
        {
            await Expect(page.Locator($"[data-testid=refused-reason][data-reason={reason}]")).ToBeVisibleAsync();
        }

        await Expect(page.GetByText("dust_respirable=0.82", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByTestId("quarantined").First).ToContainTextAsync("Time in the future");
        await open.AssertNotReloadedAsync();
        await open.AssertFitsAsync();
        await open.ShootAsync("device");
        open.AssertNoFaults();
    }

    private static async Task SendAsync(MqttClient client, string payload) =>
        await client.PublishAsync(Topic, Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce);
}
