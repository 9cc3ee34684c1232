"""Every Scrapy setting that we change, each with its reason."""

from __future__ import annotations

from typing import Any

BOT_NAME = "blogkeep"
SPIDER_MODULES = ["spiders.blog"]
NEWSPIDER_MODULE = "spiders"

# The wire's bytes: our handler tees every connection into the WARC before anyone reads it.
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "pipelines.capture.WireDownloadHandler",
    "https": "pipelines.capture.WireDownloadHandler",
    # A blog is on the web. No page may make us read files of this machine or ask other protocols.
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
DNS_RESOLVER = "spiders.resolver.GuardedResolver"
TWISTED_DNS_RESOLVER = DNS_RESOLVER

ITEM_PIPELINES = {"pipelines.store.StorePipeline": 100}

# The ledger decides what is asked and when; Scrapy's own scheduling, retries, redirects, robots and
# duplicate filter would hide exchanges from the ledger, and cost CPU on every request.
SCHEDULER = "spiders.lane.PassThrough"
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    # The cookies middleware asks the net for a list of suffixes, outside any WARC.
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.corestats.CoreStats": None,
    "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}

# Pauses are the frontier's; Scrapy's slots let everything through.
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 32
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
DOWNLOAD_TIMEOUT = 60
# One answer is held in memory while it comes; --max-file says otherwise.
DOWNLOAD_MAXSIZE = 100_000_000
DOWNLOAD_WARNSIZE = 0
# An answer gives one item; for each answer Scrapy starts as many workers as it may give items at once.
CONCURRENT_ITEMS = 1
# A cut-off answer is evidence too: it is kept, marked as truncated, and asked for again.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False
RETRY_ENABLED = False
REDIRECT_ENABLED = False
ROBOTSTXT_OBEY = False
HTTPPROXY_ENABLED = False

# Both open a door into the process.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# 0.8-1.5 ms a page for a check that our own tests make.
WARN_ON_GENERATOR_RETURN_VALUE = False
LOG_LEVEL = "ERROR"
LOG_ENABLED = True
STATS_DUMP = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def as_dict() -> dict[str, Any]:
    """The settings of this module by name, for processes that are not started by ``scrapy``."""
    return {name: value for name, value in globals().items() if name.isupper()}
