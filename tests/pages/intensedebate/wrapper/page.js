var idcomments_loaded = true;
var IDCommentScript = document.createElement("script");
IDCommentScript.type = "text/javascript";
IDCommentScript.src = "https://intensedebate.com/js/genericComment.php?acctid=77&blogpostid=88&title=On%20soup&ref=1";
document.getElementsByTagName("head")[0].appendChild(IDCommentScript);
