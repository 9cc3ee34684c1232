TPConnect.app_url   = 'http://www.typepad.com/';
//http://profile.typepad.com/
TPConnect.embed_src = 'http://profile.typepad.com/services/embed/tpc/6a00d8341c0153ef/thread.js';
TPConnect.blog_xid  = '6a00d8341c0153ef';
TPConnect.post_xid = '6a00d8341c0153ef0133f2';
TPConnect.user_xid = '';
( function() {
var tpe_url = TPConnect.tpc_url;
var tpe_referrer_uri = 'http://wet.typepad.com/blog/2010/02/rain.html';
if(typeof(tpe_container_id) == 'undefined') {
        tpe_container_id = 'tpc_thread';
}
///// One that we'll put the rest into
//<div class="comments-content" id="tpe-comments-content"></div>
var tpe_contentContainer = document.createElement('div');
tpe_contentContainer.id = 'tpe-comments-content';
tpe_dataContainer.appendChild(tpe_contentContainer);
var tpe_comments_signin = document.createElement('div');
tpe_comments_signin.id = 'comments-signin';
tpe_comments_signin.innerHTML = '\n\n<div class=\"login-list\">\n <span class=\"first\">Comment below or sign in with<\/span> <a href=\"http://www.typepad.com/sitelogin?uri=x\">Typepad<\/a>\n<\/div>\n';
var tpe_script = document.createElement('script');
tpe_script.src  = TPConnect.embed_src
                   + '?asset_id=' + TPConnect.post_xid
                   + '&d=0'
                   + '&permalink='       + encodeURIComponent(tpe_url)
                   + '&ts='              + tpe_date.getTime();
} )();
