using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace DustWatch.Tests.Browser;

/// <summary>axe-core on every page, in both themes and at both sizes.</summary>
public sealed class AccessibilityTests
{
    [TestCase(ColorScheme.Light, false, "en-US")]
    [TestCase(ColorScheme.Dark, false, "zh-CN")]
    [TestCase(ColorScheme.Light, true, "zh-CN")]
    [TestCase(ColorScheme.Dark, true, "en-US")]
    public async Task No_page_has_a_violation(ColorScheme theme, bool isPhone, string language)
    {
        await using var open = await OpenPage.NewAsync(DemoInChromium.Demo.Address, isPhone ? OpenPage.Phone : OpenPage.Desk, language, theme);
        var page = open.Page;
        await open.Context.AddInitScriptAsync(scriptPath: AxePath());
        var look = $"{(isPhone ? "phone" : "desk")}-{theme.ToString().ToLowerInvariant()}-{language[..2]}";

        async Task CheckAsync(string name, ILocator ready)
        {
            await Expect(ready).ToBeVisibleAsync();
            await open.ShootAsync($"{name}-{look}");
            await open.AssertFitsAsync();
            var violations = await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')}`)");
            Assert.That(violations.EnumerateArray().Select(v => v.GetString()), Is.Empty, $"{name}, {look}");
        }

        await page.GotoAsync("/sign-in");
        await CheckAsync("sign-in", page.GetByRole(AriaRole.Textbox).First);
        await open.FollowLinkAsync(await DemoInChromium.Demo.LinkAsync());
        await CheckAsync("board", open.Rows.First);
        await page.GotoAsync("/?view=tiles");
        await CheckAsync("tiles", open.Rows.First);
        await page.GotoAsync("/?q=nothing-of-that-name");
        await CheckAsync("board-empty", page.GetByRole(AriaRole.Status).First);
        await page.GotoAsync("/alerts");
        await CheckAsync("alerts", page.GetByTestId("alert-item").First);
        await page.GetByTestId("alert-item").First.GetByRole(AriaRole.Link).ClickAsync();
        await CheckAsync("alert", page.GetByTestId("alert-sentence"));
        await page.GotoAsync("/points/e01-p01");
        await Expect(page.GetByTestId("verdict").First).ToBeVisibleAsync();
        await CheckAsync("point", page.GetByTestId("point-chart"));
        await page.GotoAsync("/devices/simulator");
        await CheckAsync("device", page.GetByTestId("device"));
        await page.GotoAsync("/devices/none-of-that-name");
        await CheckAsync("device-missing", page.GetByRole(AriaRole.Alert));
        await page.GotoAsync("/points/none-of-that-name");
        await CheckAsync("point-missing", page.GetByRole(AriaRole.Alert));
        await page.GotoAsync("/password");
        await CheckAsync("password", page.GetByRole(AriaRole.Heading).First);
        await page.GotoAsync("/nowhere");
        await CheckAsync("not-found", page.GetByRole(AriaRole.Heading).First);
        Assert.That(open.Faults, Has.All.Contains("404"));
    }

    private static string AxePath([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path) ?? "", "../../../dashboard/web/node_modules/axe-core/axe.min.js"));
}
